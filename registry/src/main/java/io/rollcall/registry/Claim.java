package io.rollcall.registry;

import java.util.Optional;

/**
 * Answers an attempt to register a name: whether it was granted, and who holds the name now.
 *
 * @param <T> what the registry looks up
 * @param entry the holding that stands: the caller's new one, or the one in its way
 * @param registration the caller's token, present when granted
 * @since 0.1
 */
public record Claim<T>(Entry<T> entry, Optional<Registration<T>> registration) {
    /**
     * Tells whether the name is the caller's.
     *
     * @return true if this attempt registered it
     */
    public boolean granted() {
        return registration.isPresent();
    }
}
