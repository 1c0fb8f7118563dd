package io.rollcall.cluster;

import io.rollcall.registry.Counter;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.SharedKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keys and values that may leave the JVM: those made of Strings. */
final class Keys {
    /** The longest value, in chars; it fits its encoding's 65,535 bytes whatever it is made of. */
    static final int MAX_VALUE = 16_384;

    private Keys() {}

    /** Checks that a key is made of a String, and returns it. */
    static <K extends Key> K checked(K key) {
        if (!(key.value() instanceof String)) {
            throw new IllegalArgumentException("a key across nodes is made of a String, given was a "
                    + key.value().getClass().getName());
        }
        return key;
    }

    /** Tells whether a shared key may be counted across nodes. */
    static boolean isShared(SharedKey key) {
        return key.value() instanceof String;
    }

    /** The text that a key across nodes is made of. */
    static String text(Key key) {
        return (String) key.value();
    }

    static @Nullable String checkedValue(@Nullable String value) {
        if (value != null && value.length() > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a value across nodes has " + MAX_VALUE + " chars at most, given were " + value.length());
        }
        return value;
    }

    static String checkedRoutingKey(String routingKey) {
        if (routingKey.length() > MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a routing key has " + MAX_VALUE + " chars at most, given were " + routingKey.length());
        }
        return routingKey;
    }

    static void write(DataOutput out, Key key) throws IOException {
        out.writeUTF(text(key));
    }

    static Name readName(DataInput in) throws IOException {
        return Name.of(in.readUTF());
    }

    static void writeShared(DataOutput out, SharedKey key) throws IOException {
        out.writeBoolean(key instanceof Counter);
        write(out, key);
    }

    static SharedKey readShared(DataInput in) throws IOException {
        return in.readBoolean() ? Counter.of(in.readUTF()) : Property.of(in.readUTF());
    }
}
