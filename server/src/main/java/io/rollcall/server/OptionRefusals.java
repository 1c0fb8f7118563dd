package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Remembers which telnet options were refused, and gathers the refusals of one read. Confined to the event loop. */
final class OptionRefusals {
    private static final int WILL = 251;
    private static final int WONT = 252;
    private static final int DO = 253;
    private static final int DONT = 254;
    private static final int IAC = 255;
    private static final int TIMING_MARK = 6;

    private final BitSet refused = new BitSet(0); // options from 0 on for DO, from 256 on for WILL
    private @Nullable ByteBuf replies;

    /** Tells whether a command is a verb, which an option follows. */
    static boolean isVerb(int command) {
        return command >= WILL && command <= DONT;
    }

    /** Refuses an option as the verb demands, where it was not refused before; the timing mark always. */
    void add(ChannelHandlerContext ctx, int verb, int option) {
        if (verb == WONT || verb == DONT) {
            return;
        }
        int bit = verb == DO ? option : 256 + option;
        if (bit == TIMING_MARK ? !ctx.channel().isWritable() : refused.get(bit)) {
            return;
        }
        refused.set(bit);
        ByteBuf out = replies == null ? ctx.alloc().buffer() : replies;
        replies = out;
        out.writeByte(IAC).writeByte(verb == DO ? WONT : DONT).writeByte(option);
    }

    /** Writes and flushes what was gathered. */
    void send(ChannelHandlerContext ctx) {
        ByteBuf gathered = replies;
        if (gathered != null) {
            replies = null;
            ctx.writeAndFlush(gathered);
        }
    }

    /** Drops what was gathered and not sent. */
    void release() {
        ReferenceCountUtil.release(replies);
        replies = null;
    }
}
