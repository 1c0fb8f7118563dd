package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who sends does not wait for who is sent to. */
class OutboxTest {
    private static final Incarnation STILL = new Incarnation("still", 1, 1);
    private static final Incarnation WELL = new Incarnation("well", 2, 2);

    private final CompletableFuture<Void> goesOn = new CompletableFuture<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Outbox outbox = new Outbox(new Standing(), threads);

    /** An engine at which one process takes nothing until it goes on. */
    private final class Standing implements Engine {
        @Override
        public void start(Replica replica) {}

        @Override
        public Incarnation self() {
            return WELL;
        }

        @Override
        public CompletableFuture<byte[]> propose(byte[] entry) {
            return new CompletableFuture<>();
        }

        @Override
        public boolean send(Incarnation to, byte[] message) {
            if (to.equals(STILL)) {
                goesOn.join();
            }
            return sent.add(to.node() + " " + message[0]);
        }

        @Override
        public Status status() {
            return Status.ALONE;
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void end() {
        goesOn.complete(null);
        threads.shutdown();
    }

    private String next() throws InterruptedException {
        return sent.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void add_toAProcessThatStandsStill_returnsAndHoldsUpNobodyElse() throws InterruptedException {
        for (byte i = 0; i < 10; i++) {
            assertThat(outbox.add(STILL, new byte[] {i})).isTrue();
        }
        assertThat(outbox.add(WELL, new byte[] {42})).isTrue();
        assertThat(next()).isEqualTo("well 42");
        goesOn.complete(null);
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rest.add(next());
        }
        assertThat(rest)
                .containsExactly(
                        "still 0", "still 1", "still 2", "still 3", "still 4", "still 5", "still 6", "still 7",
                        "still 8", "still 9");
    }

    @Test
    void add_moreThanMayWait_isRefusedUntilSomeHasGone() throws InterruptedException {
        int taken = 0;
        while (outbox.add(STILL, new byte[1 << 20]) && taken < 100) {
            taken++;
        }
        assertThat(taken).isBetween(16, 17); // one of them is being sent
        goesOn.complete(null);
        for (int i = 0; i < taken; i++) {
            next();
        }
        assertThat(outbox.add(STILL, new byte[] {7})).isTrue();
        assertThat(next()).isEqualTo("still 7");
    }
}
