package io.rollcall.cluster;

import io.rollcall.registry.Pool;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one member of a shared key is picked: by a routing key where there is one, and else by a strategy. */
record Pick(PoolStrategy strategy, @Nullable String routingKey) {
    /** Picks from the members of this node. */
    <T> Optional<T> from(Pool<T> pool) {
        String hashed = routingKey;
        if (hashed != null) {
            return pool.pick(hashed);
        }
        return strategy == PoolStrategy.RANDOM ? pool.random() : pool.next();
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(strategy.code());
        Wire.writeText(out, routingKey);
    }

    static Pick read(DataInput in) throws IOException {
        return new Pick(PoolStrategy.of(in.readUnsignedByte()), Wire.readText(in));
    }
}
