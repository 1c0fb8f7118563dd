package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.CounterRegistration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** What happens to a counter at once. */
public final class Counting {
    private Counting() {}

    /** The total is what is held, whatever came first. */
    @JCStressTest
    @Outcome(id = "6, 16, 10, sound", expect = ACCEPTABLE, desc = "added before the end, which came later still")
    @Outcome(id = "6, 10, 10, sound", expect = ACCEPTABLE, desc = "added, and gone")
    @Outcome(id = "ended, 15, 10, sound", expect = ACCEPTABLE, desc = "refused, while the end was under way")
    @Outcome(id = "ended, 10, 10, sound", expect = ACCEPTABLE, desc = "refused, and gone")
    @State
    public static class AddAndLeave extends Round {
        final CounterRegistration<String> mine = a.register(LOAD, 5);

        public AddAndLeave() {
            b.register(LOAD, 10);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = unlessEnded(() -> mine.add(1));
            r.r2 = registry.total(LOAD);
        }

        @Actor
        public void actor2() {
            a.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** No addition to one number is lost. */
    @JCStressTest
    @Outcome(id = "1, 3, 3, sound", expect = ACCEPTABLE, desc = "one first")
    @Outcome(id = "3, 2, 3, sound", expect = ACCEPTABLE, desc = "two first")
    @State
    public static class AddTwice extends Round {
        final CounterRegistration<String> mine = a.register(LOAD);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = mine.add(1);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = mine.add(2);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** Nor one to two numbers under one key. */
    @JCStressTest
    @Outcome(id = "1, 2, 3, sound", expect = ACCEPTABLE, desc = "both in the total")
    @State
    public static class AddByTwo extends Round {
        final CounterRegistration<String> mine = a.register(LOAD);
        final CounterRegistration<String> others = b.register(LOAD);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = mine.add(1);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = others.add(2);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** What is added counts before the reset or after it. */
    @JCStressTest
    @Outcome(id = "6, 6, 0, sound", expect = ACCEPTABLE, desc = "added first")
    @Outcome(id = "1, 5, 1, sound", expect = ACCEPTABLE, desc = "reset first")
    @State
    public static class AddAndReset extends Round {
        private final CounterRegistration<String> mine = a.register(LOAD);

        public AddAndReset() {
            mine.add(5);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = mine.add(1);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = mine.reset();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** A number that is given is never missing from the total, nor in it twice. */
    @JCStressTest
    @Outcome(id = "5, given, 5, sound", expect = ACCEPTABLE, desc = "at every instant")
    @State
    public static class GiveAndTotal extends Round {
        private final CounterRegistration<String> mine = a.register(LOAD, 5);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r2 = give(mine, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = registry.total(LOAD);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** A counter is not lost between the last that leaves it and the first that joins. */
    @JCStressTest
    @Outcome(id = "true, 7, 7, sound", expect = ACCEPTABLE, desc = "the number of who joined")
    @State
    public static class LastOutFirstIn extends Round {
        private final CounterRegistration<String> last = a.register(LOAD, 5);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = last.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = b.register(LOAD, 7).get();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }

    /** Nor where no addition takes a lock any more. */
    @JCStressTest
    @Outcome(id = "1, 3, 3, sound", expect = ACCEPTABLE, desc = "one first")
    @Outcome(id = "3, 2, 3, sound", expect = ACCEPTABLE, desc = "two first")
    @State
    public static class AddTwiceOpen extends AddTwice {
        public AddTwiceOpen() {
            mine.add(0);
        }

        @Actor
        @Override
        public void actor1(LLLL_Result r) {
            super.actor1(r);
        }

        @Actor
        @Override
        public void actor2(LLLL_Result r) {
            super.actor2(r);
        }

        @Arbiter
        @Override
        public void arbiter(LLLL_Result r) {
            super.arbiter(r);
        }
    }

    /** Nor to two numbers that take no lock. */
    @JCStressTest
    @Outcome(id = "1, 2, 3, sound", expect = ACCEPTABLE, desc = "both in the total")
    @State
    public static class AddByTwoOpen extends AddByTwo {
        public AddByTwoOpen() {
            mine.add(0);
            others.add(0);
        }

        @Actor
        @Override
        public void actor1(LLLL_Result r) {
            super.actor1(r);
        }

        @Actor
        @Override
        public void actor2(LLLL_Result r) {
            super.actor2(r);
        }

        @Arbiter
        @Override
        public void arbiter(LLLL_Result r) {
            super.arbiter(r);
        }
    }

    /** What is added without a lock goes with its owner, too. */
    @JCStressTest
    @Outcome(id = "6, 16, 10, sound", expect = ACCEPTABLE, desc = "added before the end, which came later still")
    @Outcome(id = "6, 10, 10, sound", expect = ACCEPTABLE, desc = "added, and gone")
    @Outcome(id = "ended, 15, 10, sound", expect = ACCEPTABLE, desc = "refused, while the end was under way")
    @Outcome(id = "ended, 10, 10, sound", expect = ACCEPTABLE, desc = "refused, and gone")
    @State
    public static class AddAndLeaveOpen extends AddAndLeave {
        public AddAndLeaveOpen() {
            mine.add(0);
        }

        @Actor
        @Override
        public void actor1(LLLL_Result r) {
            super.actor1(r);
        }

        @Actor
        @Override
        public void actor2() {
            super.actor2();
        }

        @Arbiter
        @Override
        public void arbiter(LLLL_Result r) {
            super.arbiter(r);
        }
    }

    /** A total has each addition before or after it, also of a number that takes no lock. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, sound", expect = ACCEPTABLE, desc = "total first")
    @Outcome(id = "1, 1, 1, sound", expect = ACCEPTABLE, desc = "added first")
    @State
    public static class AddAndTotalOpen extends Round {
        private final CounterRegistration<String> mine = a.register(LOAD);

        public AddAndTotalOpen() {
            mine.add(0);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = mine.add(1);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = registry.total(LOAD);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.total(LOAD);
            r.r4 = rest();
        }
    }
}
