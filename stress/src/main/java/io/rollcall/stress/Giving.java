package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Registration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** What giving a name to another owner races with. */
public final class Giving {
    private Giving() {}

    /** Given away before the end, or gone with it. */
    @JCStressTest
    @Outcome(id = "given, true, b, sound", expect = ACCEPTABLE, desc = "given first")
    @Outcome(id = "lost, true, nobody, sound", expect = ACCEPTABLE, desc = "ended first")
    @State
    public static class GiversLeave extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = give(name, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = a.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** Received and gone with the receiver, or refused and kept. */
    @JCStressTest
    @Outcome(id = "given, true, nobody, sound", expect = ACCEPTABLE, desc = "given first")
    @Outcome(id = "ended, true, a, sound", expect = ACCEPTABLE, desc = "the receiver ended first")
    @State
    public static class ReceiversLeave extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = give(name, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = b.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** A name cannot be given away once it is taken. */
    @JCStressTest
    @Outcome(id = "given, b, c, sound", expect = ACCEPTABLE, desc = "given first, and taken from the receiver")
    @Outcome(id = "lost, a, c, sound", expect = ACCEPTABLE, desc = "taken first")
    @State
    public static class TakeOver extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = give(name, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = takeOver(c, Displaced.KEEP);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** Two that give to each other do not wait for each other. */
    @JCStressTest
    @Outcome(id = "given, given, b a, sound", expect = ACCEPTABLE, desc = "both given")
    @State
    public static class EachOther extends Round {
        private final Registration<String> name = a.register(NAME);
        private final Registration<String> other = b.register(OTHER);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = give(name, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = give(other, a);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder() + " " + holder(OTHER);
            r.r4 = rest();
        }
    }

    /** Nobody sees a name free while it is given. */
    @JCStressTest
    @Outcome(id = "a, a, sound", expect = ACCEPTABLE, desc = "before")
    @Outcome(id = "a, b, sound", expect = ACCEPTABLE, desc = "between the two looks")
    @Outcome(id = "b, b, sound", expect = ACCEPTABLE, desc = "after")
    @State
    public static class LookedUp extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1() {
            give(name, b);
        }

        @Actor
        public void actor2(LLL_Result r) {
            r.r1 = holder();
            r.r2 = holder();
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r3 = rest();
        }
    }

    /** A value is set before the move and goes with it, or is refused. */
    @JCStressTest
    @Outcome(id = "true, given, 1, sound", expect = ACCEPTABLE, desc = "set first")
    @Outcome(id = "false, given, 0, sound", expect = ACCEPTABLE, desc = "given first")
    @State
    public static class SetValueAndGive extends Round {
        private final Registration<String> name = a.register(NAME, 0);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.setValue(1);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = give(name, b);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.entry(NAME).orElseThrow().value();
            r.r4 = rest();
        }
    }
}
