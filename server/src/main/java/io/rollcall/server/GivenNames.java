package io.rollcall.server;

import io.rollcall.registry.Name;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a connection's names others gave it: those do not say who it is. A name is noted before it is given, so that
 * its receiver can at no instant speak under it. Safe for use by any thread; guarded by itself.
 */
final class GivenNames {
    private @Nullable Set<Name> names;

    synchronized void given(Name name) {
        Set<Name> all = names == null ? new HashSet<>() : names;
        all.add(name);
        names = all;
    }

    /** Notes that it claimed the name itself, or was not given it after all, or has it no more. */
    synchronized void claimed(Name name) {
        if (names != null && names.remove(name) && names.isEmpty()) {
            names = null;
        }
    }

    synchronized boolean contains(Name name) {
        return names != null && names.contains(name);
    }
}
