package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps as bytes what is read while reading is stopped, with the end of input behind it, and passes it on when reading
 * goes on. Epoll reads all that the system holds when the peer has closed its half, whether or not it is asked to;
 * decoded, a short line would take thirty times its bytes.
 *
 * <p>What is kept counts in the server's total. One instance per channel, confined to its event loop.
 */
final class InputHold extends ChannelDuplexHandler {
    private final InputBudget total;
    private @Nullable Queue<Object> held;
    private long heldBytes;
    private boolean passing;

    InputHold(InputBudget total) {
        this.total = total;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (passes(ctx)) {
            ctx.fireChannelRead(message);
        } else {
            hold(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !passes(ctx)) {
            hold(event);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private boolean passes(ChannelHandlerContext ctx) {
        return held == null && ctx.channel().config().isAutoRead();
    }

    private void hold(Object input) {
        if (held == null) {
            held = new ArrayDeque<>();
        }
        held.add(input);
        count(length(input));
    }

    private void count(long bytes) {
        heldBytes += bytes;
        total.add(bytes);
    }

    private static int length(Object input) {
        return input instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    }

    /** Nobody behind is to ask for more for want of what is held here. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (held == null) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held != null && !passing) {
            passing = true;
            passOn(ctx);
            passing = false;
        }
        ctx.read();
    }

    private void passOn(ChannelHandlerContext ctx) {
        while (held != null && ctx.channel().config().isAutoRead()) {
            Object next = held.poll();
            if (next == null) {
                held = null;
                ctx.fireChannelReadComplete();
            } else if (next instanceof ChannelInputShutdownEvent) {
                ctx.fireUserEventTriggered(next);
            } else {
                count(-length(next));
                ctx.fireChannelRead(next);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (held != null) {
            held.forEach(ReferenceCountUtil::release);
            held = null;
        }
        count(-heldBytes);
    }
}
