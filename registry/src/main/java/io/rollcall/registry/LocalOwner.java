package io.rollcall.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One owner. {@link #ended} is the one word that decides: the write to it is the instant at which everything held
 * vanishes, and what comes after only tidies up. All else that changes is guarded by this object's lock while the owner
 * lives, and is frozen, hence free to read, from that instant on.
 */
final class LocalOwner<T> implements Owner<T> {
    final LocalRegistry<T> registry;
    final Rows<T> rows = new Rows<>();
    final Attachments<T> attachments;
    final Departure<T> departure;
    private final long id;
    private final T subject;
    private final @Nullable OwnerEvents<T> events;
    private volatile @Nullable Reason ended;
    private volatile boolean hidden;

    LocalOwner(LocalRegistry<T> registry, long id, T subject, @Nullable OwnerListener<T> listener, Limits limits) {
        this.registry = registry;
        this.id = id;
        this.subject = subject;
        this.events = listener == null ? null : new OwnerEvents<>(listener, registry.callbacks);
        this.attachments = new Attachments<>(limits, registry.budget);
        this.departure = new Departure<>(this, events);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public T subject() {
        return subject;
    }

    boolean hasEnded() {
        return ended != null;
    }

    Reason endedWith() {
        return Objects.requireNonNull(ended);
    }

    boolean isHidden() {
        return hidden;
    }

    boolean hasEnded(Reason reason) {
        return reason.equals(ended);
    }

    @Override
    public Optional<Reason> endReason() {
        return Optional.ofNullable(ended);
    }

    /** Makes what to throw, once ended. Call with no lock held: it asks the subject for its text. */
    RuntimeException ending() {
        Reason reason = Objects.requireNonNull(ended);
        return registry.isClosed() ? new RegistryClosedException() : new OwnerEndedException(this, reason);
    }

    @Override
    public Registration<T> register(Name name, @Nullable Object value) {
        NameRow<T> row = new NameRow<>(this, name, value);
        NameRow<T> holder = registry.names.register(row);
        if (holder != row) {
            throw new NameTakenException(name, holder.owner);
        }
        return row;
    }

    @Override
    public Claim<T> tryRegister(Name name, @Nullable Object value) {
        NameRow<T> row = new NameRow<>(this, name, value);
        NameRow<T> holder = registry.names.register(row);
        return new Claim<>(holder.entry(), holder == row ? Optional.of(row) : Optional.empty());
    }

    @Override
    public Takeover<T> takeOver(
            Name name, @Nullable Object value, Displaced displaced, Predicate<? super Owner<T>> from) {
        Objects.requireNonNull(displaced, "displaced");
        Objects.requireNonNull(from, "from");
        NameRow<T> row = new NameRow<>(this, name, value);
        return displaced == Displaced.END ? Takeovers.ending(row, from) : Takeovers.keeping(row, from);
    }

    @Override
    public CompletableFuture<Registration<T>> registerWhenFree(Name name, @Nullable Object value) {
        return registry.names.registerWhenFree(new NameRow<>(this, name, value));
    }

    @Override
    public int placeInLine(Name name) {
        return registry.names.placeInLine(name, this);
    }

    @Override
    public Registration<T> register(Property property, @Nullable Object value) {
        return registry.memberships.register(this, Objects.requireNonNull(property, "property"), value);
    }

    @Override
    public CounterRegistration<T> register(Counter counter, long initial) {
        return (CounterRow<T>) registry.memberships.register(this, Objects.requireNonNull(counter, "counter"), initial);
    }

    @Override
    public List<Registration<T>> registerAll(Map<? extends Key, ? extends @Nullable Object> keys) {
        return new Batch<>(this, keys).register();
    }

    @Override
    public Optional<Registration<T>> registration(Key key) {
        Objects.requireNonNull(key, "key");
        synchronized (this) { // for names too, as a look-up shows them a moment before they are linked
            if (key instanceof Name name) {
                NameRow<T> row = registry.names.table.get(name);
                return row != null && row.owner == this && row.isHeld() ? Optional.of(row) : Optional.empty();
            }
            return hasEnded() ? Optional.empty() : Optional.ofNullable(rows.membership((SharedKey) key));
        }
    }

    @Override
    public List<Registration<T>> registrations() {
        synchronized (this) {
            return hasEnded() ? List.of() : List.copyOf(rows.list());
        }
    }

    @Override
    public boolean hide() {
        return setHidden(true);
    }

    @Override
    public boolean show() {
        return setHidden(false);
    }

    private boolean setHidden(boolean wanted) {
        boolean changed = false;
        boolean lives;
        synchronized (this) {
            lives = !hasEnded();
            if (lives && hidden != wanted) {
                hidden = wanted;
                changed = true;
                for (Row<T> row = rows.oldest(); row != null; row = row.newer) {
                    if (row instanceof MemberRow<T> member) {
                        registry.memberships.setHidden(member, wanted);
                    }
                }
            }
        }
        registry.watches.tell();
        if (!lives) {
            throw ending();
        }
        return changed;
    }

    private void requireLiving() {
        if (hasEnded()) {
            throw ending();
        }
    }

    @Override
    public CompletableFuture<Entry<T>> await(Name name, @Nullable Duration timeout, @Nullable Executor executor) {
        requireLiving();
        return registry.await(name, timeout, executor, this);
    }

    @Override
    public CompletableFuture<Name> awaitFree(Name name, @Nullable Duration timeout, @Nullable Executor executor) {
        requireLiving();
        return registry.awaitFree(name, timeout, executor, this);
    }

    @Override
    public Subscription watch(Scope scope, Watcher<T> watcher, @Nullable Executor executor, int buffer) {
        return registry.watches.open(scope, watcher, executor, buffer, this);
    }

    @Override
    public Subscription monitor(Owner<T> owner, Consumer<? super Down<T>> watcher, @Nullable Executor executor) {
        return registry.monitor(owner, watcher, executor, this);
    }

    @Override
    public boolean leave(Reason reason) {
        if (!markEnded(null, reason)) {
            return false;
        }
        departure.finish();
        return true;
    }

    /** Ends this owner if it lives and, where a row is given, still holds that; {@link Departure#finish} must follow. */
    boolean markEnded(@Nullable Row<T> held, Reason reason) {
        Objects.requireNonNull(reason, "reason");
        synchronized (this) {
            if (hasEnded() || (held != null && !held.isLinked())) {
                return false;
            }
            ended = reason;
            attachments.releaseBudget();
            return true;
        }
    }

    /** Removes a row that is not held any more. Call with this lock held. */
    void unlink(Row<T> row) {
        rows.remove(row);
        attachments.releaseQuota(row.key());
    }

    /** Adds what must end with this owner, once; throws if it has ended, or if one more is too many. */
    void attach(Attachment attachment, Quota.Kind kind) {
        synchronized (this) {
            if (!hasEnded()) {
                attachments.add(attachment, kind);
                return;
            }
        }
        throw ending();
    }

    /** Removes what ended before this owner; harmless when done already. */
    void detach(Attachment attachment, Quota.Kind kind) {
        synchronized (this) {
            if (!hasEnded()) {
                attachments.remove(attachment, kind);
            }
        }
    }

    /** Returns where this owner is told of what it hears by itself. */
    Executor executor() {
        return events == null ? registry.callbacks.or(null) : events.executor();
    }

    /** Notes an event for the listener. Call with this lock held; {@link #submitEvents} must follow without it. */
    void addDisplaced(Name name, Owner<T> by) {
        if (events != null) {
            events.addDisplaced(name, by);
        }
    }

    /** Notes another event, as {@link #addDisplaced} does. */
    void addGiven(Registration<T> registration, Owner<T> from) {
        if (events != null) {
            events.addGiven(registration, from);
        }
    }

    void submitEvents() {
        if (events != null) {
            events.submit(this);
        }
    }

    @Override
    public CompletionStage<Reason> ended() {
        return departure.stage();
    }

    /** Of two owners, the one to lock first. */
    static <T> LocalOwner<T> first(LocalOwner<T> a, LocalOwner<T> b) {
        return a.id < b.id ? a : b;
    }

    /** Of two owners, the one to lock second. */
    static <T> LocalOwner<T> second(LocalOwner<T> a, LocalOwner<T> b) {
        return a.id < b.id ? b : a;
    }

    @Override
    public String toString() {
        return "owner " + id + " (" + Texts.of(subject) + ")";
    }
}
