package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays every seed, without Jazzer: what was found once is not to come back. */
class SeedsTest {
    private static final int PREFIXES = 8;

    @ParameterizedTest
    @EnumSource
    void seeds_replayed_findNothing(FuzzTarget target) throws IOException {
        assertThat(target.seeds()).isNotEmpty();
        for (Path seed : target.seeds()) {
            replay(target, seed, Files.readAllBytes(seed));
        }
    }

    /** A peer may end anywhere. */
    @ParameterizedTest
    @EnumSource
    void seeds_cutShort_findNothing(FuzzTarget target) throws IOException {
        Random random = new Random(0);
        for (Path seed : target.seeds()) {
            byte[] bytes = Files.readAllBytes(seed);
            for (int i = 0; i < PREFIXES; i++) {
                replay(target, seed, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            }
        }
    }

    private static void replay(FuzzTarget target, Path seed, byte[] bytes) {
        try {
            target.run(bytes);
        } catch (Throwable found) {
            throw new AssertionError(target + " fails with " + seed.getFileName() + ", first " + bytes.length, found);
        }
    }
}
