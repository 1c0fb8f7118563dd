package io.rollcall.server;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for looks at all there is, which no event loop has time for. What waits is bounded: one for each connection. */
final class QueryThread implements Executor {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor thread;

    QueryThread() {
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "line-query");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable query) {
        thread.execute(query);
    }

    void stop() {
        thread.shutdownNow();
    }
}
