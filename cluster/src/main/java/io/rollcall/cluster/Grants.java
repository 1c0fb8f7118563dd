package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The grants that one owner has, as its node knows them. Changed under the member's lock, looked up by any thread. */
final class Grants {
    private final ClusterOwner<?> owner;
    private final Map<Long, ClusterRegistration> byToken = new ConcurrentHashMap<>();
    /** The last one of each name: one before it may be lost, and that yet to be told. */
    private final Map<Name, ClusterRegistration> byName = new ConcurrentHashMap<>();

    Grants(ClusterOwner<?> owner) {
        this.owner = owner;
    }

    /** Finds the token of a grant, or makes it. */
    ClusterRegistration token(Holding holding) {
        ClusterRegistration known = byToken.get(holding.token());
        if (known != null) {
            return known;
        }
        ClusterRegistration token = new ClusterRegistration(owner, holding);
        byToken.put(holding.token(), token);
        byName.merge(holding.name(), token, (one, other) -> one.token() > other.token() ? one : other);
        return token;
    }

    @Nullable ClusterRegistration find(long token) {
        return byToken.get(token);
    }

    @Nullable ClusterRegistration find(Name name) {
        return byName.get(name);
    }

    /** Takes a grant out that is gone; null if it was not known. */
    @Nullable ClusterRegistration remove(long token) {
        ClusterRegistration gone = byToken.remove(token);
        if (gone != null) {
            byName.remove(gone.name(), gone);
            gone.goes();
        }
        return gone;
    }

    List<ClusterRegistration> all() {
        return List.copyOf(byToken.values());
    }

    void clear() {
        byToken.values().forEach(ClusterRegistration::goes);
        byToken.clear();
        byName.clear();
    }
}
