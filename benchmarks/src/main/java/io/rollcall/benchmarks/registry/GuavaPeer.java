package io.rollcall.benchmarks.registry;

import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.Subscribe;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Guava's EventBus, which calls its subscribers in the sender's thread. */
public class GuavaPeer {
    @Benchmark
    public void register(Bus bus) {
        bus.bus.register(bus.other);
        bus.bus.unregister(bus.other);
    }

    @Benchmark
    public void post(Bus bus) {
        bus.bus.post("m");
    }

    /** A bus with subscribers. */
    @State(Scope.Benchmark)
    public static class Bus {
        @Param("1")
        public int subscribers;

        final EventBus bus = new EventBus();
        final Subscriber other = new Subscriber();

        @Setup
        public void fill() {
            for (int i = 0; i < subscribers; i++) {
                bus.register(new Subscriber());
            }
        }
    }

    /** One subscriber. */
    public static final class Subscriber {
        private final Subject subject = new Subject();

        @Subscribe
        public void on(String message) {
            subject.receive(message);
        }
    }
}
