package io.rollcall.registry.testing;

import io.rollcall.registry.Census;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.List;

/**
 * Asserts what a registry must be after each test, whatever the test did. Nothing else may call the registry meanwhile.
 *
 * @since 0.1
 */
public final class RegistryAssertions {
    private RegistryAssertions() {}

    /**
     * Asserts that the registry keeps its own rules, by its {@linkplain Registry#audit() audit}.
     *
     * @param registry open or closed
     * @throws AssertionError if it does not; lists each broken invariant
     */
    public static void assertSound(Registry<?> registry) {
        fail("the registry is not sound", registry.audit());
    }

    /**
     * Asserts that the registry is sound and that nothing is left in it: no owner, no key, nobody who waits or watches.
     *
     * @param registry open or closed
     * @throws AssertionError if something is; lists each broken invariant and what is left, by kind and number
     */
    public static void assertNothingLeft(Registry<?> registry) {
        List<String> found = new ArrayList<>(registry.audit());
        Census left = registry.census();
        count(found, left.owners(), "owners");
        count(found, left.names(), "names");
        count(found, left.properties(), "properties");
        count(found, left.counters(), "counters");
        count(found, left.memberships(), "memberships");
        count(found, left.waiting(), "waiting");
        count(found, left.watches(), "watches");
        fail("something is left in the registry", found);
    }

    private static void count(List<String> found, long number, String what) {
        if (number != 0) {
            found.add(what + ": " + number);
        }
    }

    private static void fail(String what, List<String> found) {
        if (!found.isEmpty()) {
            throw new AssertionError(what + ":\n  " + String.join("\n  ", found));
        }
    }
}
