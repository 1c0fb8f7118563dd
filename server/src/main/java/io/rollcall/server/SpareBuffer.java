package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One buffer of an event loop, in which it joins replies: mostly the system takes those at once, and the next ones may have it
 * again, without an allocator. Whoever is slow keeps the only one at most, and meanwhile others get theirs elsewhere. Confined
 * to its event loop.
 */
final class SpareBuffer {
    private static final int SIZE = 4096;
    /** One that has grown beyond this is given up. */
    private static final int MOST = 2 * Replies.CHUNK;

    /** The collector frees what it makes, as nobody is told when an event loop has ended. */
    private static final UnpooledByteBufAllocator COLLECTED = new UnpooledByteBufAllocator(true, true, false);

    private @Nullable ByteBuf buffer;

    /** Takes it, empty, with a reference of the caller's own; null while somebody else has one. */
    @Nullable ByteBuf take() {
        ByteBuf spare = buffer;
        if (spare == null || (spare.capacity() > MOST && spare.refCnt() == 1)) {
            spare = COLLECTED.directBuffer(SIZE);
            buffer = spare;
        }
        return spare.refCnt() == 1 ? spare.clear().retain() : null;
    }
}
