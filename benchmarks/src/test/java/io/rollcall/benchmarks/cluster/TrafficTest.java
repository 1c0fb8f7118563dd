package io.rollcall.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void send_moreThanTheWindow_waitsForWhatIsAcknowledged() throws Exception {
        ExecutorService network = Executors.newSingleThreadExecutor();
        try {
            AtomicInteger underWay = new AtomicInteger();
            Traffic[] ends = new Traffic[2];
            ends[0] = new Traffic(message -> {});
            ends[1] = new Traffic(ack -> ends[0].received(ack.length));
            int count = 3 * Traffic.WINDOW;

            double found = ends[0].send(
                    message -> {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        network.execute(() -> {
                            underWay.decrementAndGet();
                            came.incrementAndGet();
                            try {
                                ends[1].received(message.length);
                            } catch (Exception failed) {
                                throw new AssertionError(failed);
                            }
                        });
                    },
                    count,
                    100);

            assertThat(came).hasValue(count);
            assertThat(most.get()).isLessThanOrEqualTo(Traffic.WINDOW);
            assertThat(found).isPositive();
        } finally {
            network.shutdownNow();
        }
    }
}
