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

/** What taking a name from its holder races with. */
public final class Taking {
    private Taking() {}

    /** A take-over that leaves the holder alive, and the holder that drops the name. */
    @JCStressTest
    @Outcome(id = "true, nobody, b, sound", expect = ACCEPTABLE, desc = "dropped first, and then free")
    @Outcome(id = "false, a, b, sound", expect = ACCEPTABLE, desc = "taken first, and then not to be dropped any more")
    @State
    public static class UnregisterAndKeep extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = takeOver(b, Displaced.KEEP);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** A take-over that ends the holder spares one that dropped the name. */
    @JCStressTest
    @Outcome(id = "true, nobody, b true, sound", expect = ACCEPTABLE, desc = "dropped first, and spared")
    @Outcome(id = "false, a, b false, sound", expect = ACCEPTABLE, desc = "ended first")
    @State
    public static class UnregisterAndEnd extends Round {
        private final Registration<String> name = a.register(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = takeOver(b, Displaced.END);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder() + " " + a.endReason().isEmpty();
            r.r4 = rest();
        }
    }

    /** Two that take over do so one after the other. */
    @JCStressTest
    @Outcome(id = "a, b, c, sound", expect = ACCEPTABLE, desc = "kept a, and was ended")
    @Outcome(id = "c, a, b, sound", expect = ACCEPTABLE, desc = "a was ended, and c displaced")
    @State
    public static class KeepAndEnd extends Round {
        public KeepAndEnd() {
            a.register(NAME);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = takeOver(b, Displaced.KEEP);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = takeOver(c, Displaced.END);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }
}
