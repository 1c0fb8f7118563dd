package io.rollcall.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The ways in which a stream is cut into reads: not at all, behind each byte, and at random, the same each time. */
final class Cuts {
    private static final int RARITY = 4;

    private Cuts() {}

    static List<List<String>> of(String stream) {
        Random random = new Random(stream.hashCode());
        List<String> portions = new ArrayList<>();
        int from = 0;
        for (int to = 1; to < stream.length(); to++) {
            if (random.nextInt(RARITY) == 0) {
                portions.add(stream.substring(from, to));
                from = to;
            }
        }
        portions.add(stream.substring(from));
        return List.of(List.of(stream), Arrays.asList(stream.split("")), portions);
    }
}
