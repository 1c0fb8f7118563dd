package io.rollcall.benchmarks.registry;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Vert.x' event bus within one JVM; one event loop runs the consumers. */
public class VertxPeer {
    @Benchmark
    public Object register(Bus bus) {
        return bus.bus
                .<String>localConsumer("other", message -> {})
                .unregister()
                .await();
    }

    @Benchmark
    public void one(Bus bus) {
        bus.received.expect(Send.BATCH);
        for (int i = 0; i < Send.BATCH; i++) {
            bus.bus.send("one", "m", bus.local);
        }
        bus.received.awaitAll();
    }

    @Benchmark
    public void all(Bus bus) {
        bus.received.expect(Send.BATCH);
        bus.bus.publish("all", "m", bus.local);
        bus.received.awaitAll();
    }

    /** A bus with a consumer of one address, and many of another. */
    @State(Scope.Benchmark)
    public static class Bus {
        final Received received = new Received();
        final DeliveryOptions local = new DeliveryOptions().setLocalOnly(true);
        EventBus bus;
        private Vertx vertx;

        @Setup
        public void fill() {
            vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            bus = vertx.eventBus();
            consume("one");
            for (int i = 0; i < Send.BATCH; i++) {
                consume("all");
            }
        }

        private void consume(String address) {
            bus.<String>localConsumer(address, message -> received.one())
                    .completion()
                    .await();
        }

        @TearDown
        public void stop() {
            vertx.close().await();
        }
    }
}
