package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Registry;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** What registering a name races with. */
public final class Registering {
    private Registering() {}

    /** Exactly one is granted, and the other refused by it. */
    @JCStressTest
    @Outcome(id = "a, a, a, sound", expect = ACCEPTABLE, desc = "a came first")
    @Outcome(id = "b, b, b, sound", expect = ACCEPTABLE, desc = "b came first")
    @State
    public static class TwoOfOneName extends Round {
        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = register(a);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = register(b);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** Nothing stays behind. */
    @JCStressTest
    @Outcome(id = "held, nobody, sound", expect = ACCEPTABLE, desc = "registered, and removed by the end")
    @Outcome(id = "ended, nobody, sound", expect = ACCEPTABLE, desc = "refused, as the owner had ended")
    @State
    public static class ItsOwnersLeave extends Round {
        @Actor
        public void actor1(LLL_Result r) {
            r.r1 = unlessEnded(() -> a.tryRegister(NAME).granted() ? "held" : "taken");
        }

        @Actor
        public void actor2() {
            a.leave();
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r2 = holder();
            r.r3 = rest();
        }
    }

    /** Refused by the holder alive, or granted; never refused by nobody. */
    @JCStressTest
    @Outcome(id = "a, nobody, sound", expect = ACCEPTABLE, desc = "refused before the end")
    @Outcome(id = "b, b, sound", expect = ACCEPTABLE, desc = "granted after it")
    @State
    public static class TheHoldersLeave extends Round {
        public TheHoldersLeave() {
            a.register(NAME);
        }

        @Actor
        public void actor1(LLL_Result r) {
            r.r1 = register(b);
        }

        @Actor
        public void actor2() {
            a.leave();
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r2 = holder();
            r.r3 = rest();
        }
    }

    /** Who finds a name finds its holder and its value as they were when it was registered. */
    @JCStressTest
    @Outcome(id = "nobody", expect = ACCEPTABLE, desc = "looked up too early")
    @Outcome(id = "1 2", expect = ACCEPTABLE, desc = "both as they were written")
    @State
    public static class SeenByAFinder {
        private final Registry<int[]> registry = Registry.create();

        @Actor
        public void register() {
            registry.join(new int[] {1}).register(Round.NAME, new int[] {2});
        }

        @Actor
        public void find(L_Result r) {
            r.r1 = registry.entry(Round.NAME).map(SeenByAFinder::text).orElse("nobody");
        }

        static String text(Entry<int[]> entry) {
            return entry.owner().subject()[0] + " " + entry.value(int[].class).orElseThrow()[0];
        }
    }

    /** Who visits a property sees its members and their values so too. */
    @JCStressTest
    @Outcome(id = "nobody", expect = ACCEPTABLE, desc = "visited too early")
    @Outcome(id = "1 2", expect = ACCEPTABLE, desc = "both as they were written")
    @State
    public static class SeenByAVisitor {
        private final Registry<int[]> registry = Registry.create();

        @Actor
        public void register() {
            registry.join(new int[] {1}).register(Round.ROOM, new int[] {2});
        }

        @Actor
        public void visit(L_Result r) {
            r.r1 = registry.entries(Round.ROOM).stream()
                    .map(SeenByAFinder::text)
                    .findFirst()
                    .orElse("nobody");
        }
    }

    /** One has all, the other nothing, whatever the order of the keys. */
    @JCStressTest
    @Outcome(id = "held, taken, a a, sound", expect = ACCEPTABLE, desc = "a came first")
    @Outcome(id = "taken, held, b b, sound", expect = ACCEPTABLE, desc = "b came first")
    @State
    public static class TwoBatches extends Round {
        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = unlessEnded(() -> a.registerAll(Map.of(NAME, 1, OTHER, 1)).isEmpty() ? "empty" : "held");
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = unlessEnded(() -> b.registerAll(Map.of(OTHER, 2, NAME, 2)).isEmpty() ? "empty" : "held");
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder() + " " + holder(OTHER);
            r.r4 = rest();
        }
    }

    /** Nobody ever sees an entry of a batch that fails. */
    @JCStressTest
    @Outcome(id = "taken, nobody, nobody, sound", expect = ACCEPTABLE, desc = "the batch was never there")
    @State
    public static class RefusedBatch extends Round {
        public RefusedBatch() {
            a.register(OTHER);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = unlessEnded(() -> b.registerAll(Map.of(NAME, 1, OTHER, 1)));
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = holder();
            r.r3 = holder();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r4 = rest();
        }
    }
}
