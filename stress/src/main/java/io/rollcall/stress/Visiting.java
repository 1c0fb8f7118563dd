package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A visit shows whoever is a member throughout exactly once, while the array beneath it is packed and grows. */
public final class Visiting {
    private Visiting() {}

    /** Members before it in the array leave, so that it is moved. */
    @JCStressTest
    @Outcome(id = "1, sound", expect = ACCEPTABLE, desc = "once")
    @State
    public static class Packing extends Crowd {
        private int seen;

        public Packing() {
            super(8);
            a.register(ROOM);
        }

        @Actor
        public void actor1() {
            disperse();
        }

        @Actor
        public void actor2(LL_Result r) {
            registry.forEach(ROOM, member -> seen += member.equals("a") ? 1 : 0);
            r.r1 = seen;
        }

        @Arbiter
        public void arbiter(LL_Result r) {
            r.r2 = dissolve();
        }
    }

    /** Members join, so that the array is replaced by a longer one. */
    @JCStressTest
    @Outcome(id = "1, sound", expect = ACCEPTABLE, desc = "once")
    @State
    public static class Growing extends Crowd {
        private int seen;

        public Growing() {
            super(3);
            a.register(ROOM);
        }

        @Actor
        public void actor1() {
            for (int i = 0; i < 8; i++) {
                join();
            }
        }

        @Actor
        public void actor2(LL_Result r) {
            registry.forEach(ROOM, member -> seen += member.equals("a") ? 1 : 0);
            r.r1 = seen;
        }

        @Arbiter
        public void arbiter(LL_Result r) {
            r.r2 = dissolve();
        }
    }
}
