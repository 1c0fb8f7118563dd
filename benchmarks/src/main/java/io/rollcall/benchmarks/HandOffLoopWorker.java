package io.rollcall.benchmarks;

import io.netty.channel.ChannelHandlerContext;

/** Is drained on the connection's event loop, and counts without atomics: only that loop casts here. */
final class HandOffLoopWorker extends HandOffWorker {
    private final boolean drainsInRead;
    private boolean scheduled;
    private int lines;
    private int bytes;

    HandOffLoopWorker(
            ChannelHandlerContext ctx, HandOffMailbox mailbox, String output, int budget, boolean drainsInRead) {
        super(ctx, mailbox, output, budget);
        this.drainsInRead = drainsInRead;
    }

    @Override
    boolean cast(HandOffLine line) {
        mailbox.offer(line);
        lines++;
        bytes += line.size();
        if (!drainsInRead) {
            schedule();
        }
        return hasRoom(lines, bytes);
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            ctx.channel().eventLoop().execute(this);
        }
    }

    @Override
    void readComplete() {
        if (drainsInRead && lines > 0 && !scheduled) {
            run();
        }
    }

    @Override
    public void run() {
        scheduled = false;
        if (closed) {
            discard();
            return;
        }
        HandOffLine line;
        for (int left = budget; left > 0 && (line = mailbox.poll()) != null; left--) {
            int size = line.size();
            replies.add(line, bytes);
            lines--;
            bytes -= size;
        }
        flush(replies.take(), hasRoom(2L * lines, 2L * bytes));
        if (lines > 0) {
            schedule();
        }
    }

    @Override
    void close() {
        closed = true;
        discard();
    }
}
