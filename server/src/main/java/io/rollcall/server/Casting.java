package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.rollcall.registry.Property;
import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registry;
import io.rollcall.registry.RegistryClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Events that one connection casts to one property in one go. Confined to the thread that drains. */
final class Casting {
    private final Registry<Connection> registry;
    private final Property property;
    private final LineEnd end;
    private final boolean answered;
    /** Where others hear it as well; null where there are none, or they are asked by themselves. */
    private final @Nullable Nodes elsewhere;

    private final List<Line> events = new ArrayList<>();
    private int bytes;

    Casting(
            Registry<Connection> registry,
            Property property,
            LineEnd end,
            boolean answered,
            @Nullable Nodes elsewhere) {
        this.registry = registry;
        this.property = property;
        this.end = end;
        this.answered = answered;
        this.elsewhere = elsewhere;
    }

    /** Tells whether one more event to a property may go with these, and be answered as they are. */
    boolean takes(Property other, LineEnd otherEnd, boolean otherAnswered) {
        return bytes < Replies.CHUNK && otherEnd == end && otherAnswered == answered && other.equals(property);
    }

    void add(Line event) {
        events.add(event);
        bytes += event.length();
    }

    /** Sends them to who shares the property now, and answers each. */
    void send(Supplier<ByteBuf> replies) {
        String answer = sent();
        for (int i = 0; answered && i < events.size(); i++) {
            ByteBuf out = replies.get();
            ByteBufUtil.writeAscii(out, answer);
            end.writeTo(out);
        }
    }

    static String answer(int delivered, int slow) {
        return "+" + delivered + (slow == 0 ? "" : " slow=" + slow);
    }

    private String sent() {
        Cast cast = new Cast(events);
        try {
            Receipt receipt = registry.broadcast(property, member -> ((Session) member).cast(cast));
            if (elsewhere != null) {
                elsewhere.cast(property, events);
            }
            return answer(receipt.delivered(), receipt.refused());
        } catch (RegistryClosedException closed) {
            return Commands.CLOSING;
        } finally {
            cast.release();
        }
    }
}
