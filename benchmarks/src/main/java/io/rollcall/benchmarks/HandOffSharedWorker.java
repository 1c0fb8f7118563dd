package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** Is drained by at most one task of an executor at a time; any thread may cast. */
@SuppressWarnings("ReferenceEquality") // the executor is or is not the loop
final class HandOffSharedWorker extends HandOffWorker {
    private static final VarHandle SCHEDULED = HandOffLine.field(HandOffSharedWorker.class, "scheduled", boolean.class);
    private static final long ONE_LINE = 1L << 32;

    private final Executor executor;
    private final boolean onLoop;
    private final boolean chains;
    private final AtomicLong held = new AtomicLong(); // lines in the upper half, bytes in the lower
    private volatile boolean scheduled;
    private HandOffLine first; // the chain that a read has cast and not yet published: the event loop's
    private HandOffLine last;
    private long chained;

    HandOffSharedWorker(
            ChannelHandlerContext ctx,
            HandOffMailbox mailbox,
            String output,
            int budget,
            Executor executor,
            boolean chains) {
        super(ctx, mailbox, output, budget);
        this.executor = executor;
        this.onLoop = executor == ctx.channel().eventLoop();
        this.chains = chains;
    }

    @Override
    boolean cast(HandOffLine line) {
        long size = ONE_LINE + line.size();
        if (!chains) {
            long now = held.addAndGet(size);
            mailbox.offer(line);
            schedule();
            return hasRoom(now >>> 32, now & 0xFFFF_FFFFL);
        }
        if (first == null) {
            first = line;
        } else {
            last.next = line;
        }
        last = line;
        chained += size;
        long now = held.get() + chained;
        return hasRoom(now >>> 32, now & 0xFFFF_FFFFL);
    }

    @Override
    void readComplete() {
        if (first != null) {
            held.addAndGet(chained);
            mailbox.offer(first, last);
            first = null;
            last = null;
            chained = 0;
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled && SCHEDULED.compareAndSet(this, false, true)) {
            executor.execute(this);
        }
    }

    @Override
    public void run() {
        if (closed) {
            discard();
        } else {
            drain();
        }
        scheduled = false;
        if (!mailbox.isEmpty()) {
            schedule();
        }
    }

    private void drain() {
        int expected = held.intValue();
        long taken = 0;
        HandOffLine line;
        for (int left = budget; left > 0 && (line = mailbox.poll()) != null; left--) {
            long size = ONE_LINE + line.size();
            replies.add(line, expected);
            taken += size;
            expected -= (int) size;
        }
        long now = held.addAndGet(-taken);
        ByteBuf reply = replies.take();
        boolean room = hasRoom(2 * (now >>> 32), 2L * (int) now);
        if (onLoop) {
            flush(reply, room);
        } else {
            ctx.channel().eventLoop().execute(() -> flush(reply, room));
        }
    }

    @Override
    void write(ByteBuf reply) {
        if (onLoop) {
            super.write(reply);
        } else {
            ctx.channel().eventLoop().execute(() -> super.write(reply));
        }
    }

    @Override
    void close() {
        closed = true;
        readComplete();
        schedule(); // the consumer, whoever that is now, discards
    }
}
