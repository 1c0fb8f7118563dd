package io.rollcall.registry;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One start of a name under way: its row, from before the factory is called until the product is registered. */
final class Starting<T> {
    final Name name;
    /** What the starter is given. */
    final Promise<Start<T>> answer = new Promise<>();
    /** The others, to whom a failure goes; they wait for the name as any await does. Guarded by the name's lock. */
    final Set<Await<T>> waiters = new LinkedHashSet<>();
    /** Whether product, failure, deadline, cancel or close has come first. Guarded by the name's lock. */
    boolean decided;
    /**
     * Stands among the name's awaits from the product's arrival until the next grant of the name, which takes it in one
     * step, and so tells a product about to be registered from one that was, and is gone again. Guarded by the name's
     * lock.
     */
    @Nullable Await<T> landing;

    Starting(Name name) {
        this.name = name;
    }

    /** Claims to say how this ends; true once. Call with the name's lock held. */
    boolean decide() {
        boolean first = !decided;
        decided = true;
        return first;
    }
}
