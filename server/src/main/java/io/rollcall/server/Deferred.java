package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a worker completes later, from any thread: its lines go out together, when it is complete. They are
 * kept on the heap, so that one that is forgotten is garbage and not a leak.
 */
final class Deferred implements Reply.Later {
    private final Drain drain;
    private final LineEnd end;
    private final ByteBuf lines = Unpooled.buffer();
    private ByteBuf beginning = Unpooled.EMPTY_BUFFER;
    private @Nullable Throwable failure;
    private boolean complete;

    Deferred(Drain drain, LineEnd end) {
        this.drain = drain;
        this.end = end;
    }

    @Override
    public synchronized void line(Line line) {
        requireOpen();
        line.writeTo(lines);
        end.writeTo(lines);
    }

    @Override
    public void complete() {
        close(null);
    }

    @Override
    public void fail(Throwable cause) {
        close(cause);
    }

    private void close(@Nullable Throwable cause) {
        synchronized (this) {
            requireOpen();
            complete = true;
            failure = cause;
        }
        drain.resume(this);
    }

    /** Notes what the worker added before it put the answer off. */
    synchronized void setBeginning(ByteBuf buffer, int from) {
        beginning = Unpooled.copiedBuffer(buffer.slice(from, buffer.writerIndex() - from));
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** The whole answer, for the one who writes it. */
    synchronized ByteBuf lines() {
        return Unpooled.wrappedBuffer(beginning, lines);
    }

    private void requireOpen() {
        if (complete) {
            throw new IllegalStateException("this answer is complete");
        }
    }
}
