package io.rollcall.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who watches what. A watch of one key stands with that key; those of several stand here, and every change looks whether
 * it is in their scope.
 */
final class Watches<T> {
    private final LocalRegistry<T> registry;
    /** Watches of several keys; replaced as a whole, with this object's lock held. */
    private volatile List<Watch<T>> wide = List.of();

    Watches(LocalRegistry<T> registry) {
        this.registry = registry;
    }

    Callbacks callbacks() {
        return registry.callbacks;
    }

    /** Opens a watch with a snapshot of what is there; in an owner's name, if one is given. Call with no lock held. */
    Watch<T> open(
            Scope scope,
            Watcher<T> watcher,
            @Nullable Executor executor,
            int buffer,
            @Nullable LocalOwner<T> watching) {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(watcher, "watcher");
        if (buffer < 1) {
            throw new IllegalArgumentException("a watch needs room for 1 change or more, given was " + buffer);
        }
        Watch<T> watch = new Watch<>(this, scope, watcher, registry.callbacks.or(executor), buffer, watching);
        watch.beginSnapshot();
        watch.attach();
        try {
            add(watch);
        } catch (RegistryClosedException closed) {
            watch.close();
            throw closed;
        }
        if (watch.isClosed()) {
            remove(watch); // its owner ended before it was added
        }
        includeAll(watch);
        if (watch.endSnapshot()) {
            submit(watch);
        }
        return watch;
    }

    private void add(Watch<T> watch) {
        Key key = watch.scope().key();
        if (key instanceof Name name) {
            registry.names.watch(name, watch);
        } else if (key instanceof SharedKey shared) {
            registry.memberships.watch(shared, watch);
        } else {
            synchronized (this) {
                registry.requireOpen(); // here, as the close takes this lock once more after it has begun
                List<Watch<T>> more = new ArrayList<>(wide);
                more.add(watch);
                wide = List.copyOf(more);
            }
        }
    }

    void remove(Watch<T> watch) {
        Key key = watch.scope().key();
        if (key instanceof Name name) {
            registry.names.unwatch(name, watch);
        } else if (key instanceof SharedKey shared) {
            registry.memberships.unwatch(shared, watch);
        } else {
            synchronized (this) {
                wide = wide.stream().filter(each -> each != watch).toList();
            }
        }
    }

    /** Takes a new snapshot of all that a watch is about. */
    void gather(Watch<T> watch) {
        watch.beginSnapshot();
        includeAll(watch);
        watch.endSnapshot();
    }

    private void includeAll(Watch<T> watch) {
        Key key = watch.scope().key();
        if (key instanceof Name name) {
            registry.names.include(name, watch);
        } else if (key instanceof SharedKey shared) {
            registry.memberships.include(shared, watch);
        } else {
            registry.names.includeAll(watch);
            registry.memberships.includeAll(watch);
        }
    }

    /** Tells whether nobody who watches several keys watches this one. */
    boolean isQuiet(Key key) {
        for (Watch<T> watch : wide) {
            if (watch.scope().covers(key)) {
                return false;
            }
        }
        return true;
    }

    /** Has those who watch hear what changed of a key at once. Call with the key's lock held; {@link #tell} must follow without. */
    void note(Collection<Watch<T>> ofKey, Key key, List<Change<T>> changes, Supplier<List<Entry<T>>> present) {
        for (Watch<T> watch : ofKey) {
            note(watch, key, changes, present);
        }
        for (Watch<T> watch : wide) {
            if (watch.scope().covers(key)) {
                note(watch, key, changes, present);
            }
        }
    }

    private void note(Watch<T> watch, Key key, List<Change<T>> changes, Supplier<List<Entry<T>>> present) {
        if (watch.note(key, changes, present)) {
            registry.notices.add(() -> submit(watch));
        }
    }

    /** Submits what was noted, for others who wait too. Call with no lock held, after each call that changes anything. */
    void tell() {
        registry.notices.tell();
    }

    /** Has the executor run a watch, which may be asked for more than once. */
    void submit(Watch<T> watch) {
        if (!registry.callbacks.execute(watch.executor(), watch::run)) {
            watch.refused();
        }
    }

    /** Forgets all watches of several keys, when the registry closes; what they are yet to tell they still do. */
    synchronized void close() {
        wide = List.of();
    }

    /** Lists the watches of several keys, for the census and the audit. */
    List<Watch<T>> wide() {
        return wide;
    }
}
