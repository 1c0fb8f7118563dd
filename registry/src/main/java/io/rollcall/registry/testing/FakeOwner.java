package io.rollcall.registry.testing;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerListener;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Joins a registry as anything live does, writes down what its listener hears, and ends when the test says so.
 *
 * <p>Safe for use by any thread.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public final class FakeOwner<T> {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Owner<T> owner;

    private FakeOwner(Registry<T> registry, T subject) {
        owner = registry.join(subject, new Scribe());
    }

    /**
     * Joins a registry.
     *
     * @param <T> what the registry looks up
     * @param registry the registry under test, or that of the code under test
     * @param subject what look-ups answer with
     * @return the owner
     */
    public static <T> FakeOwner<T> join(Registry<T> registry, T subject) {
        return new FakeOwner<>(registry, Objects.requireNonNull(subject, "subject"));
    }

    /**
     * Returns the handle with which it registers.
     *
     * @return the owner as the registry knows it
     */
    public Owner<T> owner() {
        return owner;
    }

    /**
     * Lists what it was told until now: {@code displaced NAME by SUBJECT}, {@code given KEY from SUBJECT} and
     * {@code ended REASON}, with each owner's subject in its own words. It is told on the registry's executor: with a
     * {@link ManualExecutor}, once that has run.
     *
     * @return a snapshot, in the order in which it was told; immutable
     */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /**
     * Ends it, as the close of a channel would.
     *
     * @param reason why
     * @return true for the call that ended it
     */
    public boolean end(Reason reason) {
        return owner.leave(reason);
    }

    /** Writes down, in words that a test can compare. */
    private final class Scribe implements OwnerListener<T> {
        @Override
        public void displaced(Name name, Owner<T> by) {
            heard.add("displaced " + name + " by " + by.subject());
        }

        @Override
        public void given(Registration<T> registration, Owner<T> from) {
            heard.add("given " + registration.key() + " from " + from.subject());
        }

        @Override
        public void ended(Owner<T> ended, Reason reason) {
            heard.add("ended " + reason);
        }
    }
}
