package io.rollcall.server;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reports workers that keep their event loop busy for long: while they do, for some never end, and at the latest when
 * they have.
 */
final class StallWatch {
    /** How long a worker may keep a loop without being reported. */
    static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final ServerEvents events;
    private final Map<EventLoop, Slot> slots = new ConcurrentHashMap<>();
    private @Nullable Thread watcher;
    private volatile boolean stopped;

    StallWatch(ServerEvents events) {
        this.events = events;
    }

    /**
     * What one event loop is doing for workers. Written by the loop, read by the watcher; without fences, as the loop
     * writes for each line, and the watcher looks again soon. What stands before {@link #since} is written before it.
     */
    static final class Slot {
        private final ServerEvents events;
        private @Nullable Thread loop;
        private long reported; // guarded by this
        private boolean worked; // the loop's own
        private @Nullable Session session;
        private final AtomicLong since = new AtomicLong();
        private final AtomicBoolean working = new AtomicBoolean();
        /** Lines taken, by the loop alone, so that adding needs no more than a plain write. */
        private final AtomicLong lines = new AtomicLong();

        Slot(ServerEvents events) {
            this.events = events;
        }

        /** A drain begins. */
        void begin(Session running) {
            loop = Thread.currentThread();
            session = running;
            worked = false;
            since.lazySet(System.nanoTime());
        }

        /** A worker is called. */
        void enter() {
            worked = true;
            working.lazySet(true);
        }

        /** The worker has returned. */
        void leave() {
            working.lazySet(false);
        }

        /** So many lines were taken. Call on the loop. */
        void took(int more) {
            lines.setOpaque(lines.getPlain() + more);
        }

        /** The drain's lines are done. */
        void end() {
            long began = since.getPlain();
            if (worked && System.nanoTime() - began >= LIMIT_NANOS) {
                report(began, "");
            }
        }

        /** Looks from outside. */
        void look() {
            long began = since.get();
            Thread thread = loop;
            if (working.get() && thread != null && System.nanoTime() - began >= LIMIT_NANOS) {
                StackTraceElement[] stack = thread.getStackTrace();
                report(began, stack.length == 0 ? "" : stack[0].toString());
            }
        }

        private void report(long began, String at) {
            Session stalled = session;
            synchronized (this) {
                if (reported == began || since.get() != began || stalled == null) {
                    return;
                }
                reported = began;
            }
            events.workerStalled(stalled, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), at);
        }
    }

    Slot slot(EventLoop loop) {
        return slots.computeIfAbsent(loop, each -> new Slot(events));
    }

    /** Returns how many lines were taken on all loops. */
    long lines() {
        return slots.values().stream().mapToLong(slot -> slot.lines.getOpaque()).sum();
    }

    /** Returns how many lines were taken on one loop. */
    long lines(EventLoop loop) {
        return slot(loop).lines.getOpaque();
    }

    void start() {
        Thread thread = new Thread(this::watch, "line-watch");
        thread.setDaemon(true);
        watcher = thread;
        thread.start();
    }

    private void watch() {
        while (!stopped) {
            LockSupport.parkNanos(LOOK_NANOS);
            slots.values().forEach(Slot::look);
        }
    }

    void stop() {
        stopped = true;
        if (watcher != null) {
            LockSupport.unpark(watcher);
        }
    }
}
