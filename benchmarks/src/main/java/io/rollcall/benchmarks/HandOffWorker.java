package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Answers one connection's lines, in order, from a mailbox of at most 1024 lines or 64 KiB. */
abstract class HandOffWorker implements Runnable {
    private static final int MAX_LINES = 1024;
    private static final int MAX_BYTES = 64 * 1024;

    final ChannelHandlerContext ctx;
    final HandOffMailbox mailbox;
    final HandOffReplies replies;
    final int budget;
    volatile boolean closed;

    HandOffWorker(ChannelHandlerContext ctx, HandOffMailbox mailbox, String output, int budget) {
        this.ctx = ctx;
        this.mailbox = mailbox;
        this.replies = new HandOffReplies(ctx, output, this::write);
        this.budget = budget;
    }

    /** Puts a line in the mailbox and answers whether the next will have room. */
    abstract boolean cast(HandOffLine line);

    /** Hears that the read to which the last casts belong is over. */
    abstract void readComplete();

    abstract void close();

    void write(ByteBuf reply) {
        ctx.write(reply, ctx.voidPromise());
    }

    final void flush(ByteBuf reply, boolean room) {
        if (reply != null) {
            ctx.write(reply, ctx.voidPromise());
        }
        ctx.flush();
        if (room && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    final void discard() {
        for (HandOffLine line = mailbox.poll(); line != null; line = mailbox.poll()) {
            line.release();
        }
    }

    /** Tells whether a mailbox that holds this much may take a further line. */
    static boolean hasRoom(long lines, long bytes) {
        return lines < MAX_LINES && bytes < MAX_BYTES;
    }
}
