package io.rollcall.examples.tutorial;

import io.netty.channel.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** A worker of one connection: takes one message at a time, in order, and never on the thread that reads. */
final class LineWorker implements Runnable {
    private static final int MAILBOX = 128;

    private final String name;
    private final Channel connection;
    private final BiConsumer<LineWorker, String> work;
    private final BlockingQueue<Runnable> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private final AtomicBoolean scheduled = new AtomicBoolean();

    LineWorker(String name, Channel connection, BiConsumer<LineWorker, String> work) {
        this.name = name;
        this.connection = connection;
        this.work = work;
    }

    String name() {
        return name;
    }

    /** Puts a line to work on into the mailbox, and returns at once; false if it is full. */
    boolean cast(String line) {
        return put(() -> work.accept(this, line));
    }

    /** Puts a line for the peer into the mailbox, and returns at once; false if it is full. */
    boolean tell(String line) {
        return put(() -> say(line));
    }

    private boolean put(Runnable message) {
        boolean taken = mailbox.offer(message);
        schedule();
        return taken;
    }

    private void schedule() {
        if (!mailbox.isEmpty() && scheduled.compareAndSet(false, true)) {
            ForkJoinPool.commonPool().execute(this);
        }
    }

    /** Takes the next message, and lets others have the thread before the one after it. */
    @Override
    public void run() {
        try {
            Runnable message = mailbox.poll();
            if (message != null) {
                message.run();
            }
        } finally {
            scheduled.set(false);
            schedule();
        }
    }

    /** Says a line to the peer; any thread may. */
    void say(String line) {
        connection.writeAndFlush(line);
    }
}
