package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.Registration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** What happens to a shared key at once. */
public final class Sharing {
    private Sharing() {}

    /** A property is not lost between the last that leaves it and the first that joins. */
    @JCStressTest
    @Outcome(id = "true, 1, b, sound", expect = ACCEPTABLE, desc = "one member")
    @State
    public static class LastOutFirstIn extends Round {
        private final Registration<String> last = a.register(ROOM);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = last.unregister();
        }

        @Actor
        public void actor2() {
            b.register(ROOM);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r2 = registry.count(ROOM);
            r.r3 = members();
            r.r4 = rest();
        }
    }

    /** A membership that races with its owner's end leaves nothing. */
    @JCStressTest
    @Outcome(id = "room, 0, 0, sound", expect = ACCEPTABLE, desc = "joined, and removed by the end")
    @Outcome(id = "ended, 0, 0, sound", expect = ACCEPTABLE, desc = "refused")
    @State
    public static class JoinAndLeave extends Round {
        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = unlessEnded(() -> a.register(ROOM).key());
        }

        @Actor
        public void actor2() {
            a.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r2 = registry.count(ROOM);
            r.r3 = registry.members(ROOM).size();
            r.r4 = rest();
        }
    }

    /** A draining owner that ends is counted out once. */
    @JCStressTest
    @Outcome(id = "true, 1, 1, sound", expect = ACCEPTABLE, desc = "hidden first")
    @Outcome(id = "ended, 1, 1, sound", expect = ACCEPTABLE, desc = "ended first")
    @State
    public static class Hide extends Round {
        public Hide() {
            a.register(ROOM);
            b.register(ROOM);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = unlessEnded(a::hide);
        }

        @Actor
        public void actor2() {
            a.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r2 = registry.count(ROOM);
            r.r3 = registry.members(ROOM).size();
            r.r4 = rest();
        }
    }

    /** A value is seen whole: the old or the new, with what it contains. */
    @JCStressTest
    @Outcome(id = "1, true, sound", expect = ACCEPTABLE, desc = "the old")
    @Outcome(id = "2, true, sound", expect = ACCEPTABLE, desc = "the new")
    @State
    public static class SetValue extends Round {
        private final Registration<String> room = a.register(ROOM, new int[] {1});

        @Actor
        public void actor1(LLL_Result r) {
            r.r2 = room.setValue(new int[] {2});
        }

        @Actor
        public void actor2(LLL_Result r) {
            r.r1 = room.value(int[].class).orElseThrow()[0];
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r3 = rest();
        }
    }

    /** No update is lost. */
    @JCStressTest
    @Outcome(id = "true, true, 3, sound", expect = ACCEPTABLE, desc = "both")
    @State
    public static class UpdateTwice extends Round {
        private final Registration<String> room = a.register(ROOM, 0);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = room.update(value -> value instanceof Integer i ? i + 1 : value);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = room.update(value -> value instanceof Integer i ? i + 2 : value);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = room.value();
            r.r4 = rest();
        }
    }

    /** One of the two is there at every instant of a hand-over, and a visit sees one of them. */
    @JCStressTest
    @Outcome(id = "1, given, b, sound", expect = ACCEPTABLE, desc = "giver or receiver")
    @State
    public static class GiveAndVisit extends Round {
        private final Registration<String> room = a.register(ROOM);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r2 = give(room, b);
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = registry.members(ROOM).size();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = members();
            r.r4 = rest();
        }
    }
}
