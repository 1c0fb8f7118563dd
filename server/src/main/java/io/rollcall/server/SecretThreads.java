package io.rollcall.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that compare secrets: half of the processors at the most, so that guessing leaves the rest to those who are in.
 * What waits is bounded, and takes less time than a connection may take to show who it is; more is refused.
 */
final class SecretThreads implements Executor {
    static final int MOST_WAITING = 256;
    private static final long IDLE_SECONDS = 30;

    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    SecretThreads() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), this::newThread);
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread newThread(Runnable task) {
        Thread made = new Thread(task, "line-secret-" + numbers.incrementAndGet());
        made.setDaemon(true);
        return made;
    }

    @Override
    public void execute(Runnable comparison) {
        threads.execute(comparison);
    }

    void stop() {
        threads.shutdownNow();
    }
}
