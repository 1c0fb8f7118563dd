package io.rollcall.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.rollcall.registry.Registration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** How the line for a name is served. */
public final class Waiting {
    private Waiting() {}

    /** A name dropped goes to who waits, and nobody finds it free in between. */
    @JCStressTest
    @Outcome(id = "a, a, b true, sound", expect = ACCEPTABLE, desc = "before")
    @Outcome(id = "a, b, b true, sound", expect = ACCEPTABLE, desc = "between the two looks")
    @Outcome(id = "b, b, b true, sound", expect = ACCEPTABLE, desc = "after")
    @State
    public static class Unregister extends Round {
        private final Registration<String> name = a.register(NAME);
        private final CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME);

        @Actor
        public void actor1() {
            name.unregister();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = holder();
            r.r2 = holder();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder() + " " + waiting.isDone();
            r.r4 = rest();
        }
    }

    /** So does one whose holder ends. */
    @JCStressTest
    @Outcome(id = "a, a, b true, sound", expect = ACCEPTABLE, desc = "before")
    @Outcome(id = "a, b, b true, sound", expect = ACCEPTABLE, desc = "between the two looks")
    @Outcome(id = "b, b, b true, sound", expect = ACCEPTABLE, desc = "after")
    @State
    public static class Leave extends Round {
        private final CompletableFuture<Registration<String>> waiting;

        public Leave() {
            a.register(NAME);
            waiting = b.registerWhenFree(NAME);
        }

        @Actor
        public void actor1() {
            a.leave();
        }

        @Actor
        public void actor2(LLLL_Result r) {
            r.r1 = holder();
            r.r2 = holder();
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r3 = holder() + " " + waiting.isDone();
            r.r4 = rest();
        }
    }

    /** Who gets in line while the name is dropped has it in the end. */
    @JCStressTest
    @Outcome(id = "true, true, b, sound", expect = ACCEPTABLE, desc = "granted, in line or at once")
    @State
    public static class Begin extends Round {
        private final Registration<String> name = a.register(NAME);
        private @Nullable CompletableFuture<Registration<String>> waiting;

        @Actor
        public void actor1(LLLL_Result r) {
            r.r1 = name.unregister();
        }

        @Actor
        public void actor2() {
            waiting = b.registerWhenFree(NAME);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r2 = waiting != null && waiting.isDone();
            r.r3 = holder();
            r.r4 = rest();
        }
    }

    /** Of two who get in line, one is granted and the other waits behind it. */
    @JCStressTest
    @Outcome(id = "true, false, b, sound", expect = ACCEPTABLE, desc = "b was first")
    @Outcome(id = "false, true, c, sound", expect = ACCEPTABLE, desc = "c was first")
    @State
    public static class TwoBegin extends Round {
        private final Registration<String> name = a.register(NAME);
        private @Nullable CompletableFuture<Registration<String>> first;
        private @Nullable CompletableFuture<Registration<String>> second;

        @Actor
        public void actor1() {
            first = b.registerWhenFree(NAME);
        }

        @Actor
        public void actor2() {
            name.unregister();
            second = c.registerWhenFree(NAME);
        }

        @Arbiter
        public void arbiter(LLLL_Result r) {
            r.r1 = first != null && first.isDone();
            r.r2 = second != null && second.isDone();
            r.r3 = holder();
            r.r4 = rest();
        }
    }
}
