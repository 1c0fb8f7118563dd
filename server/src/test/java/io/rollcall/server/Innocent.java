package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A peer that does nothing wrong, asks on while others do, and notes whether and how soon it is answered. */
final class Innocent implements AutoCloseable {
    private static final int FEWEST = 50;
    private static final long PAUSE_NANOS = 500_000;

    private final LineClient client;
    private final Thread asker = new Thread(this::askOn, "innocent");
    private final CountDownLatch enough = new CountDownLatch(FEWEST);
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean stopped;
    private volatile @Nullable String wrong;

    Innocent(LineServer server) throws IOException {
        client = new LineClient(server);
        asker.setDaemon(true);
        asker.start();
    }

    private void askOn() {
        try {
            for (int turn = 0; !stopped && wrong == null; turn++) {
                long start = System.nanoTime();
                check(
                        turn % 2 == 0 ? "turn " + turn : "/ping " + turn,
                        turn % 2 == 0 ? "turn " + turn : "+PONG " + turn);
                nanos.add(System.nanoTime() - start);
                enough.countDown();
                LockSupport.parkNanos(PAUSE_NANOS); // its manner of asking, no wait for anything
            }
        } catch (IOException lost) {
            wrong = lost.toString();
        }
    }

    private void check(String said, String expected) throws IOException {
        String heard = client.ask(said);
        if (!expected.equals(heard)) {
            wrong = "to " + said + " it heard " + heard;
        }
    }

    /** Asserts that it was answered all the time, rightly, and prints how soon as a row of docs/abuse.md. */
    void assertServed(String what) throws InterruptedException {
        boolean asked = enough.await(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
        stopped = true;
        asker.join(LineClient.DEADLINE_MILLIS);
        assertThat(wrong).as("what the innocent heard wrongly").isNull();
        assertThat(asked).as("asked often enough").isTrue();
        List<Long> sorted = nanos.stream().sorted().toList();
        System.out.printf(
                "| %s | %d | %.2f | %.2f | %.2f |%n",
                what, sorted.size(), millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
    }

    private static double millis(List<Long> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e6;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        client.close();
    }
}
