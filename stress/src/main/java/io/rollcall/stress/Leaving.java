package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** What an owner's end races with. */
public final class Leaving {
    private Leaving() {}

    /** Once the end can be seen, no look-up finds the owner. */
    @JCStressTest
    @Outcome(id = "nobody, alive, sound", expect = ACCEPTABLE, desc = "the other looked before the end")
    @Outcome(id = "nobody, nobody, sound", expect = ACCEPTABLE, desc = "and after it")
    @State
    public static class ThenFind extends Round {
        public ThenFind() {
            a.register(NAME);
        }

        @Actor
        public void actor1(LLL_Result r) {
            a.leave();
            r.r1 = holder();
        }

        @Actor
        public void actor2(LLL_Result r) {
            r.r2 = a.endReason().isPresent() ? holder() : "alive";
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r3 = rest();
        }
    }

    /** All that an owner holds vanishes in one instant: what is seen gone stays gone, whatever is asked next. */
    @JCStressTest
    @Outcome(id = "a, a, a, sound", expect = ACCEPTABLE, desc = "before the end")
    @Outcome(id = "a, a, nobody, sound", expect = ACCEPTABLE, desc = "the end came before the third look")
    @Outcome(id = "a, nobody, nobody, sound", expect = ACCEPTABLE, desc = "before the second")
    @Outcome(id = "nobody, nobody, nobody, sound", expect = ACCEPTABLE, desc = "before the first")
    @State
    public static class AllAtOnce extends Round {
        public AllAtOnce() {
            a.register(NAME);
            a.register(OTHER);
            a.register(ROOM);
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = holder();
            r.r2 = holder(OTHER);
            r.r3 = members();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r4 = rest();
        }
    }

    /** The same for who asks in the opposite order. */
    @JCStressTest
    @Outcome(id = "a, a, a, sound", expect = ACCEPTABLE, desc = "before the end")
    @Outcome(id = "a, a, nobody, sound", expect = ACCEPTABLE, desc = "the end came before the third look")
    @Outcome(id = "a, nobody, nobody, sound", expect = ACCEPTABLE, desc = "before the second")
    @Outcome(id = "nobody, nobody, nobody, sound", expect = ACCEPTABLE, desc = "before the first")
    @State
    public static class AllAtOnceBackwards extends Round {
        public AllAtOnceBackwards() {
            a.register(NAME);
            a.register(OTHER);
            a.register(ROOM);
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = members();
            r.r2 = holder(OTHER);
            r.r3 = holder();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r4 = rest();
        }
    }

    /** One of two calls ends the owner. */
    @JCStressTest
    @Outcome(id = "true, false, 0, sound", expect = ACCEPTABLE, desc = "the first did")
    @Outcome(id = "false, true, 0, sound", expect = ACCEPTABLE, desc = "the second did")
    @State
    public static class Twice extends Round {
        public Twice() {
            a.register(NAME);
            a.register(ROOM);
        }

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = a.leave();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = a.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = registry.count(ROOM);
            r.r4 = rest();
        }
    }

    /** Whoever begins to monitor gets one notice, before or after. */
    @JCStressTest
    @Outcome(id = "1, sound", expect = ACCEPTABLE, desc = "one notice")
    @State
    public static class Monitored extends Round {
        private final AtomicInteger downs = new AtomicInteger();

        public Monitored() {
            a.register(NAME);
            a.register(ROOM);
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2() {
            registry.monitor(a, down -> downs.incrementAndGet());
        }

        @Arbiter
        public void arbiter(LL_Result r) {
            r.r1 = downs.get();
            r.r2 = rest();
        }
    }

    /** Who gets the name finds the notice of the last holder's end handed to its executor. */
    @JCStressTest
    @Outcome(id = "a, early, sound", expect = ACCEPTABLE, desc = "refused before the end")
    @Outcome(id = "a, down, sound", expect = ACCEPTABLE, desc = "and told right after it")
    @Outcome(id = "b, down, sound", expect = ACCEPTABLE, desc = "granted, and the notice came first")
    @State
    public static class DownBeforeTheNext extends Round {
        private final AtomicInteger notices = new AtomicInteger();

        public DownBeforeTheNext() {
            a.register(NAME);
            registry.monitor(a, down -> {}, notice -> {
                notices.incrementAndGet();
                notice.run();
            });
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2(LLL_Result r) {
            r.r1 = register(b);
            r.r2 = notices.get() == 0 ? "early" : "down";
        }

        @Arbiter
        public void arbiter(LLL_Result r) {
            r.r3 = rest();
        }
    }
}
