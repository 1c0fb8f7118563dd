package io.rollcall.stress;

import io.rollcall.registry.Census;
import io.rollcall.registry.Claim;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.NameTakenException;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a race is about: a registry of its own, and three owners. Callbacks run in the call that causes them. Answers are
 * words, as outcomes are compared with text.
 */
public abstract class Round {
    static final Name NAME = Name.of("name");
    static final Name OTHER = Name.of("other");
    static final Property ROOM = Property.of("room");
    static final Counter LOAD = Counter.of("load");

    final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .clock(() -> Instant.EPOCH)
            .reporter(this::report)
            .build();
    final Owner<String> a = registry.join("a");
    final Owner<String> b = registry.join("b");
    final Owner<String> c = registry.join("c");

    private volatile @Nullable Throwable reported;

    private void report(Throwable thrown) {
        reported = thrown;
    }

    /** Who holds the name. */
    final String holder() {
        return holder(NAME);
    }

    final String holder(Name name) {
        String found = registry.find(name);
        return found == null ? "nobody" : found;
    }

    /** Who is in the room. */
    final String members() {
        List<String> found = registry.members(ROOM);
        return found.isEmpty() ? "nobody" : String.join(" ", found);
    }

    /** Who holds the name after an attempt to register it. */
    final String register(Owner<String> owner) {
        Claim<String> claim = owner.tryRegister(NAME);
        return claim.entry().owner().subject();
    }

    /** Whom a take-over displaced. */
    final String takeOver(Owner<String> owner, Displaced displaced) {
        return owner.takeOver(NAME, displaced).displaced().map(Owner::subject).orElse("nobody");
    }

    final String give(Registration<String> registration, Owner<String> receiver) {
        return unlessEnded(() -> registration.giveTo(receiver).isPresent() ? "given" : "lost");
    }

    /** An answer, or the word for a refusal. */
    static String unlessEnded(Supplier<Object> call) {
        try {
            return String.valueOf(call.get());
        } catch (OwnerEndedException ended) {
            return "ended";
        } catch (NameTakenException taken) {
            return "taken";
        }
    }

    /** Ends everybody, when all actors are done, and tells what is wrong then or was before. */
    final String rest() {
        List<String> broken = registry.audit();
        a.leave();
        b.leave();
        c.leave();
        Census left = registry.census();
        if (broken.isEmpty() && left.equals(Census.EMPTY) && reported == null) {
            return "sound";
        }
        return "broken: " + broken + ", left: " + left + ", reported: " + reported;
    }
}
