package io.rollcall.cluster;

import java.util.Optional;

/**
 * Answers an attempt to register a name.
 *
 * @param holding who held it at the log position of the answer
 * @param registration the caller's token, present when it is the caller
 * @since 0.1
 */
public record ClusterClaim(Holding holding, Optional<ClusterRegistration> registration) {
    /**
     * Tells whether the name is the caller's.
     *
     * @return true if it is
     */
    public boolean granted() {
        return registration.isPresent();
    }
}
