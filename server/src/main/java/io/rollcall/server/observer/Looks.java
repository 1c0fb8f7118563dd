package io.rollcall.server.observer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that looks at the server for the observer: what costs time costs it here, and what waits is bounded. */
final class Looks {
    private static final int MOST_WAITING = 64;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread made = new Thread(task, "line-observer-look");
                made.setDaemon(true);
                return made;
            });

    /** Has it look; false if too much waits already, or it has stopped. */
    boolean look(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException tooMuch) {
            return false;
        }
    }

    /** Stops, and waits for a look that is under way: what it looks at is closed next. */
    void stop() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
