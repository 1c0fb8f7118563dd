package io.rollcall.cluster;

import io.rollcall.registry.Pool;
import io.rollcall.registry.Registry;
import io.rollcall.registry.SharedKey;
import java.util.HashMap;
import java.util.Map;

/**
 * The pools from which members are picked for what comes from other nodes, kept so that round robin goes on where it was.
 * There are never more than twice as many as keys that have members, and {@value #FEW}. Confined to one thread at a time.
 */
final class Pools<T> {
    /** Up to so many are kept without a look at who is still there. */
    static final int FEW = 64;

    private final Registry<T> members;
    private final Map<SharedKey, Pool<T>> pools = new HashMap<>();
    private int most = FEW;

    Pools(Registry<T> members) {
        this.members = members;
    }

    /** The pool of a key, whose round robin goes on for as long as the key has members. */
    Pool<T> of(SharedKey key) {
        Pool<T> known = pools.get(key);
        if (known != null) {
            return known;
        }
        if (pools.size() >= most) {
            pools.keySet().removeIf(each -> members.count(each) == 0);
            most = Math.max(FEW, 2 * pools.size());
        }
        Pool<T> pool = members.pool(key, 0);
        pools.put(key, pool);
        return pool;
    }

    int size() {
        return pools.size();
    }
}
