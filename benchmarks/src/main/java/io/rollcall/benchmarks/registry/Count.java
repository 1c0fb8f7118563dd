package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.Registry;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adds to an owner's own counter, and asks for the total of all owners'. */
public class Count {
    @Benchmark
    public long add(Share share) {
        return share.registration.add(1);
    }

    @Benchmark
    public long atomic(Atomic atomic) {
        return atomic.count.addAndGet(1);
    }

    @Benchmark
    public long total(Counters counters) {
        return counters.registry.total(counters.counter);
    }

    /** A counter that a number of owners have a share in. */
    @State(Scope.Benchmark)
    public static class Counters {
        @Param("1000")
        public int owners;

        final Counter counter = Counter.of("requests");
        Registry<Subject> registry;

        @Setup
        public void fill() {
            registry = Registry.create();
            for (int i = 0; i < owners; i++) {
                registry.join(new Subject()).register(counter, i);
            }
        }
    }

    /** A thread's own share. */
    @State(Scope.Thread)
    public static class Share {
        CounterRegistration<Subject> registration;

        @Setup
        public void join(Counters counters) {
            registration = counters.registry.join(new Subject()).register(counters.counter, 0);
        }
    }

    /** A thread's own number. */
    @State(Scope.Thread)
    public static class Atomic {
        final AtomicLong count = new AtomicLong();
    }
}
