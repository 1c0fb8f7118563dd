package io.rollcall.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What follows one owner's end, and who is to hear of it. The {@code leave} that ended the owner goes through all of it;
 * the first steps are also taken by whoever needs them earlier. The owner's lock guards what has no other rule.
 */
final class Departure<T> {
    private final LocalOwner<T> owner;
    private final LocalRegistry<T> registry;
    private final @Nullable OwnerEvents<T> events;
    private @Nullable Set<Monitor<T>> monitors; // frozen once the owner has ended
    private @Nullable CompletableFuture<Reason> stage;
    private volatile boolean settled;
    private volatile boolean downQueued;
    private volatile boolean over;
    private volatile @Nullable Down<T> down;

    Departure(LocalOwner<T> owner, @Nullable OwnerEvents<T> events) {
        this.owner = owner;
        this.registry = owner.registry;
        this.events = events;
    }

    /** Does what follows the end, in the order that {@link Owner#leave(Reason)} promises. */
    void finish() {
        settle();
        queueDown();
        for (Row<T> row = owner.rows.oldest(); row != null; row = row.newer) {
            if (row instanceof NameRow<T> name) {
                registry.names.clear(name);
            }
        }
        for (Attachment attachment : owner.attachments.all()) {
            attachment.ownerEnded(owner.ending());
        }
        registry.owners.remove(owner);
        registry.watches.tell();
        if (events != null) {
            events.tellEnded(owner, owner.endedWith());
        }
        over = true;
        completeStage();
    }

    /**
     * Takes an ended owner out of its shared keys, in time proportional to them. Done by the {@code leave} that ended it,
     * or before by a notice that is being told or a snapshot that is taken; several threads may do it at once.
     */
    void settle() {
        if (settled) {
            return;
        }
        for (Row<T> row = owner.rows.oldest(); row != null; row = row.newer) {
            if (row instanceof MemberRow<T> member) {
                registry.memberships.remove(member, owner.endedWith());
            }
        }
        settled = true;
    }

    /**
     * Queues the notices of an ended owner's monitors. Any thread that meets the ended owner does it, before it lets
     * anybody see a next holder, and waits for no other; so it must cost nothing of what the owner held.
     */
    void queueDown() {
        if (downQueued) {
            return;
        }
        Set<Monitor<T>> told = monitors;
        if (told == null) {
            downQueued = true;
            return;
        }
        registry.callbacks.together(() -> {
            told.forEach(Monitor::submit);
            downQueued = true; // so that a look-up by a watcher on this very thread need not do all this again
        });
    }

    /** Makes the notice of an ended owner, whose counts are right from then on. Call with no lock held. */
    Down<T> down() {
        settle();
        registry.watches.tell();
        Down<T> made = down;
        if (made == null) {
            List<Entry<T>> held = new ArrayList<>();
            for (Row<T> row = owner.rows.oldest(); row != null; row = row.newer) {
                held.add(row.entry());
            }
            made = new Down<>(owner, owner.endedWith(), List.copyOf(held));
            down = made;
        }
        return made;
    }

    /** Has a monitor told of the end, which may have come already. Call with no lock held. */
    void addMonitor(Monitor<T> monitor) {
        synchronized (owner) {
            if (!owner.hasEnded()) {
                monitors = monitors == null ? new LinkedHashSet<>() : monitors;
                monitors.add(monitor);
                return;
            }
        }
        monitor.submit();
    }

    void removeMonitor(Monitor<T> monitor) {
        synchronized (owner) {
            if (!owner.hasEnded() && monitors != null) {
                monitors.remove(monitor);
            }
        }
    }

    /** Who is to hear of the end, for the audit. Call with the owner's lock held. */
    Set<Monitor<T>> monitors() {
        return monitors == null ? Set.of() : monitors;
    }

    /** The stage that completes last. */
    CompletionStage<Reason> stage() {
        CompletableFuture<Reason> asked;
        synchronized (owner) {
            asked = stage == null ? new CompletableFuture<>() : stage;
            stage = asked;
        }
        if (over) { // else the leave that ends it will find the stage
            completeStage();
        }
        return asked.minimalCompletionStage();
    }

    private void completeStage() {
        CompletableFuture<Reason> asked;
        synchronized (owner) {
            asked = stage;
        }
        if (asked != null) {
            Reason reason = owner.endedWith();
            registry.callbacks.complete(registry.callbacks.or(null), () -> asked.complete(reason));
        }
    }
}
