package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Program.Act;
import io.rollcall.registry.Program.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs of calls, each compared with the {@link Model} after every step. One that differs is shrunk, and told
 * with its seed, which can be given as {@code rollcall.seed}.
 *
 * <p>Shrinking is done here, by leaving out steps, and not by a library: jqwik needs a JUnit Platform of 1.x, and these
 * tests run on 6.
 */
@Tag("stress")
class RandomProgramTest {
    private static final int PROGRAMS = 250;
    private static final int LENGTH = 60;

    private final long seed = Long.getLong("rollcall.seed", System.nanoTime());

    @Test
    void registry_randomPrograms_doesAsTheModel() {
        for (int i = 0; i < Race.scaled(PROGRAMS); i++) {
            List<Step> program = program(new Random(seed + i));
            AssertionError failed = failure(program);
            if (failed != null) {
                List<Step> least = shrunk(program, steps -> failure(steps) != null);
                throw new AssertionError(
                        "-Drollcall.seed=" + (seed + i) + ", shrunk to " + least + ": " + failure(least), failed);
            }
        }
    }

    @Test
    void shrunk_failingProgram_keepsOnlyWhatFails() {
        List<Step> program = program(new Random(7));
        Step needed = new Step(Act.ADVANCE, 99, 99, 99);
        program.add(LENGTH / 2, needed);
        assertThat(shrunk(program, steps -> steps.contains(needed))).containsExactly(needed);
    }

    @Test
    void model_thatSaysOtherwise_isFound() {
        Model model = new Model();
        Model.Party party = model.join("x", Limits.NONE);
        model.register(party, Name.of("n"), 1);
        assertThatThrownBy(() -> model.register(party, Name.of("n"), 1)).hasMessage("taken by x");
        assertThat(model.census().names()).isOne();
    }

    private static List<Step> program(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            steps.add(new Step(random.nextInt(4) == 0 ? Act.JOIN_LIMITED : Act.JOIN, 0, 0, 0));
        }
        Act[] acts = Act.values();
        while (steps.size() < LENGTH) {
            Act act = acts[random.nextInt(acts.length)];
            steps.add(new Step(act, random.nextInt(64), random.nextInt(128), random.nextInt(64)));
        }
        return steps;
    }

    private static @Nullable AssertionError failure(List<Step> program) {
        try {
            Program.run(program);
            return null;
        } catch (AssertionError failed) {
            return failed;
        }
    }

    /** Leaves out ever smaller pieces, as long as what is left still fails. */
    private static List<Step> shrunk(List<Step> program, Predicate<List<Step>> fails) {
        List<Step> least = List.copyOf(program);
        for (int piece = least.size() / 2; piece > 0; piece /= 2) {
            for (int from = 0; from < least.size(); ) {
                List<Step> fewer = new ArrayList<>(least.subList(0, from));
                fewer.addAll(least.subList(Math.min(from + piece, least.size()), least.size()));
                if (fails.test(fewer)) {
                    least = fewer;
                } else {
                    from += piece;
                }
            }
        }
        return least;
    }
}
