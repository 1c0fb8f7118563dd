package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Events that go to many peers, in order, of which all are sent the same memory: one buffer for each kind of line end.
 * Whoever keeps it counts as one more reference. Safe for use by any thread.
 */
final class Cast extends AbstractReferenceCounted {
    private final List<Line> events;
    private final int length;
    private final Map<LineEnd, ByteBuf> shared = new EnumMap<>(LineEnd.class); // guarded by this

    Cast(List<Line> events) {
        this.events = events;
        this.length = events.stream().mapToInt(Line::length).sum();
    }

    /** How many events it is. */
    int size() {
        return events.size();
    }

    /** How many bytes it is, line ends not counted. */
    int length() {
        return length;
    }

    /** Returns the events as one peer is to be sent them, in a buffer of which the caller has a reference of its own. */
    synchronized ByteBuf share(LineEnd end, ByteBufAllocator allocator) {
        return shared.computeIfAbsent(end, missing -> join(missing, allocator)).retainedDuplicate();
    }

    private ByteBuf join(LineEnd end, ByteBufAllocator allocator) {
        ByteBuf joined = allocator.ioBuffer(length + events.size() * end.length());
        writeTo(joined, end);
        return joined;
    }

    /** Appends the events, each with its line end. */
    void writeTo(ByteBuf out, LineEnd end) {
        for (Line event : events) {
            event.writeTo(out);
            end.writeTo(out);
        }
    }

    @Override
    public Cast retain() {
        super.retain();
        return this;
    }

    @Override
    protected synchronized void deallocate() {
        shared.values().forEach(ByteBuf::release);
        shared.clear();
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }
}
