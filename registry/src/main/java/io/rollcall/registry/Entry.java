package io.rollcall.registry;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key held by one owner, as it was when asked: it may be out of date as soon as it is returned.
 *
 * @param <T> what the registry looks up
 * @param key the key
 * @param owner its holder
 * @param value what the holder keeps with the key, or null
 * @param since when the holder got the key, by the registry's clock, in milliseconds
 * @since 0.1
 */
public record Entry<T>(Key key, Owner<T> owner, @Nullable Object value, Instant since) {
    /**
     * Returns the holder's own object.
     *
     * @return what was given to {@link Registry#join(Object)}
     */
    public T subject() {
        return owner.subject();
    }

    /**
     * Returns the value as the type that was stored.
     *
     * @param <V> the type expected
     * @param type the class expected
     * @return the value, or empty where there is none
     * @throws ClassCastException if the value is of another type
     */
    public <V> Optional<V> value(Class<V> type) {
        return Optional.ofNullable(type.cast(value));
    }
}
