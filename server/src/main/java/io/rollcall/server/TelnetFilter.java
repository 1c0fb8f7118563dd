package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Takes telnet negotiation out of the bytes and refuses every option; one instance per channel.
 *
 * <p>Bytes without negotiation pass in the buffer they came in. {@code WILL} and {@code DO} are refused once per
 * option, {@code WONT} and {@code DONT} never answered, so no two programs can keep each other talking.
 * {@code DO TIMING-MARK} is refused each time, unless the channel is not writable: a telnet shows nothing after Ctrl-C
 * until it is. Other commands are dropped, and so is a sub-negotiation with all that it holds. {@code IAC} before a
 * byte below 240 is no command: both bytes pass, and so does the one that {@code IAC IAC} stands for; no text holds
 * 0xFF, so the decoder refuses the line. At the end of input an unfinished {@code IAC} passes too; other unfinished
 * negotiation is dropped.
 *
 * <p>{@code IAC} with a negotiation verb within a sub-negotiation ends it: a peer that never ends one gets its line back
 * with Ctrl-C. {@code IAC} with anything else there is dropped.
 *
 * <p>A stream that begins with a TLS hello passes as it is: random bytes are not to be answered.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc854">RFC 854</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc860">RFC 860, the timing mark</a>
 */
final class TelnetFilter extends ChannelInboundHandlerAdapter {
    private static final int SE = 240; // the first of the commands
    private static final int SB = 250;
    private static final int IAC = 255;

    /** What the next byte is. */
    private enum State {
        TEXT,
        COMMAND,
        OPTION,
        SUB_NEGOTIATION,
        SUB_NEGOTIATION_COMMAND
    }

    /** None before the first option. */
    private @Nullable OptionRefusals refusals;

    private @Nullable Opening opening = new Opening();
    private State state = State.TEXT;
    private int verb;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in) || isPlain(in)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf text;
        try {
            text = filter(ctx, in);
        } finally {
            in.release();
        }
        if (refusals != null) {
            refusals.send(ctx);
        }
        if (text.isReadable()) {
            ctx.fireChannelRead(text);
        } else {
            text.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            passUnfinished(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        passUnfinished(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (refusals != null) {
            refusals.release();
        }
    }

    /** Tells whether a negotiation has begun and not ended. */
    boolean isUnfinished() {
        return state != State.TEXT;
    }

    private boolean isPlain(ByteBuf in) {
        Opening first = opening;
        if (first != null && in.forEachByte(first) >= 0) {
            opening = null;
        }
        boolean tls = opening != null && opening.isTls();
        return tls || (state == State.TEXT && in.bytesBefore((byte) IAC) < 0);
    }

    private void passUnfinished(ChannelHandlerContext ctx) {
        if (state == State.COMMAND) {
            ctx.fireChannelRead(ctx.alloc().buffer(1).writeByte(IAC));
        }
        state = State.TEXT;
    }

    /** Copies what is text; a slice of a received buffer may be somebody else's too, so nothing is moved in place. */
    private ByteBuf filter(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf text = ctx.alloc().buffer(in.readableBytes() + 1);
        try {
            while (in.isReadable()) {
                step(ctx, in, text);
            }
            return text.retain();
        } finally {
            text.release();
        }
    }

    private void step(ChannelHandlerContext ctx, ByteBuf in, ByteBuf text) {
        switch (state) {
            case TEXT -> {
                text.writeBytes(in, lengthToIac(in));
                state = skipIac(in, State.COMMAND);
            }
            case COMMAND -> command(in.readUnsignedByte(), text);
            case OPTION -> {
                state = State.TEXT;
                refuse(ctx, in.readUnsignedByte());
            }
            case SUB_NEGOTIATION -> {
                in.skipBytes(lengthToIac(in));
                state = skipIac(in, State.SUB_NEGOTIATION_COMMAND);
            }
            case SUB_NEGOTIATION_COMMAND -> {
                int value = in.readUnsignedByte();
                state = value == SE ? State.TEXT : stateAfter(value, State.SUB_NEGOTIATION);
            }
        }
    }

    private void refuse(ChannelHandlerContext ctx, int option) {
        if (refusals == null) {
            refusals = new OptionRefusals();
        }
        refusals.add(ctx, verb, option);
    }

    private static int lengthToIac(ByteBuf in) {
        int length = in.bytesBefore((byte) IAC);
        return length < 0 ? in.readableBytes() : length;
    }

    private State skipIac(ByteBuf in, State next) {
        if (!in.isReadable()) {
            return state;
        }
        in.skipBytes(1);
        return next;
    }

    private void command(int value, ByteBuf text) {
        if (value < SE) {
            text.writeByte(IAC).writeByte(value);
        } else if (value == IAC) {
            text.writeByte(IAC);
        }
        state = stateAfter(value, State.TEXT);
    }

    private State stateAfter(int command, State otherwise) {
        if (OptionRefusals.isVerb(command)) {
            verb = command;
            return State.OPTION;
        }
        return command == SB ? State.SUB_NEGOTIATION : otherwise;
    }
}
