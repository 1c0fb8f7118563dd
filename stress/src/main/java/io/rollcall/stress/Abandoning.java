package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.Registration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** How those in line for a name are passed by. */
public final class Abandoning {
    private Abandoning() {}

    /** Cancelled and never had, or granted. */
    @JCStressTest
    @Outcome(
            id = "true, true, nobody, sound",
            expect = ACCEPTABLE,
            desc = "cancelled first, or before the grant was told")
    @Outcome(id = "true, false, b, sound", expect = ACCEPTABLE, desc = "granted first")
    @State
    public static class Cancel extends Round {
        private final Registration<String> name = a.register(NAME);
        private final CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = waiting.cancel(true);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** A waiter that ends has nothing, and is told. */
    @JCStressTest
    @Outcome(id = "true, true, nobody, sound", expect = ACCEPTABLE, desc = "skipped, or granted and gone")
    @State
    public static class WaitersLeave extends Round {
        private final Registration<String> name = a.register(NAME);
        private final CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2() {
            b.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r2 = waiting.isDone();
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** The holder and the first in line end: the second in line has it. */
    @JCStressTest
    @Outcome(id = "true, true, c, sound", expect = ACCEPTABLE, desc = "served past the one that ended")
    @State
    public static class BothLeave extends Round {
        private final CompletableFuture<Registration<String>> waiting;
        private final CompletableFuture<Registration<String>> next;

        public BothLeave() {
            a.register(NAME);
            waiting = b.registerWhenFree(NAME);
            next = c.registerWhenFree(NAME);
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2() {
            b.leave();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r1 = waiting.isDone();
            r.r2 = next.isDone();
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** A name given to who waits for it leaves nobody in line. */
    @JCStressTest
    @Outcome(id = "true, lost, b, sound", expect = ACCEPTABLE, desc = "dropped first, and granted")
    @Outcome(id = "false, given, b, sound", expect = ACCEPTABLE, desc = "given first")
    @State
    public static class GivenToTheWaiter extends Round {
        private final Registration<String> name = a.register(NAME);
        private final CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME);

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r2 = give(name, b);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = waiting.isDone() ? holder() : "waiting";
            r.r4 = rest();
        }
    }
}
