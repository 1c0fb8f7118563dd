package io.rollcall.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An owner's number under a counter. It is either closed: written with the members locked, and in their total; or open,
 * from an {@link #add} on, so that further ones take no lock: the members list it, and move their total when they close
 * it. Whatever needs to see all changes closes it first: a watch, a total, and whoever takes the row away.
 */
final class CounterRow<T> extends MemberRow<T> implements CounterRegistration<T> {
    private static final long CLOSED = Long.MIN_VALUE; // a number that is this one is never open
    private static final int NOWHERE = -1;
    private static final VarHandle OPEN;

    static {
        try {
            OPEN = MethodHandles.lookup().findVarHandle(CounterRow.class, "open", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long open = CLOSED;
    /** The number while closed; what the total has of it while open. */
    private volatile long counted;
    /** What a reset goes back to; guarded by the members. */
    private long initial;
    /** Where the open ones have this row; guarded by the members. */
    int place = NOWHERE;

    CounterRow(LocalOwner<T> owner, Members<T> members, long number, long initial, long sinceMillis) {
        super(owner, members, null, sinceMillis);
        this.counted = number;
        this.initial = initial;
    }

    /** Checks what is to be stored as a number. */
    static long number(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        String given = value == null ? "null" : "a " + value.getClass().getName();
        throw new IllegalArgumentException("a counter's value is an integral number, given was " + given);
    }

    @Override
    public long get() {
        long number = open;
        return number == CLOSED ? counted : number;
    }

    @Override
    public Object value() {
        return get();
    }

    @Override
    Object checked(@Nullable Object changed) {
        return number(changed);
    }

    @Override
    boolean isStill(@Nullable Object before) {
        return before instanceof Long seen && seen == get();
    }

    @Override
    boolean storeIfStill(@Nullable Object before, @Nullable Object after) {
        synchronized (members) { // as an add, unlike what sets other values, comes without the owner's lock
            settle();
            return super.storeIfStill(before, after);
        }
    }

    @Override
    void replaceValue(@Nullable Object changed) {
        settle();
        move(number(changed));
    }

    private void move(long after) {
        members.moveTotal(counted, after);
        counted = after;
    }

    /** Has all further changes take the members' lock, and the total be right. Call with the members locked. */
    void settle() {
        if (place == NOWHERE) {
            return;
        }
        members.openCounters().remove(place);
        place = NOWHERE;
        long inTotal = counted;
        long number;
        do {
            number = open;
            counted = number; // first, as who finds the row closed reads it
        } while (!OPEN.compareAndSet(this, number, CLOSED));
        members.moveTotal(inTotal, number);
    }

    /** Begins again with a number, which a reset then goes back to. Call with the owner locked. */
    void begin(long first) {
        synchronized (members) {
            initial = first;
            store(first);
        }
    }

    @Override
    long share() {
        settle();
        return counted;
    }

    @Override
    MemberRow<T> forOwner(LocalOwner<T> other, long nowMillis) {
        return new CounterRow<>(other, members, share(), initial, nowMillis);
    }

    @Override
    public long add(long change) {
        long before = open;
        while (before != CLOSED && !owner.hasEnded()) {
            long after = before + change;
            if (overflows(before, change, after) || after == CLOSED) {
                break;
            }
            if (OPEN.compareAndSet(this, before, after)) {
                return after;
            }
            before = open;
        }
        return addLocked(change);
    }

    private long addLocked(long change) {
        boolean stands;
        long after = 0;
        synchronized (members) {
            stands = stands();
            if (stands) {
                settle();
                after = sum(counted, change);
                become(after);
                open();
            }
        }
        return told(stands, after);
    }

    private void open() {
        if (!members.isWatched() && counted != CLOSED) {
            place = members.openCounters().add(this);
            open = counted;
        }
    }

    @Override
    public long add(long change, long limit, long reset) {
        boolean stands;
        long after = 0;
        synchronized (members) {
            stands = stands();
            if (stands) {
                settle();
                after = sum(counted, change);
                after = (change >= 0 ? after > limit : after < limit) ? reset : after;
                become(after);
            }
        }
        return told(stands, after);
    }

    @Override
    public long reset() {
        boolean stands;
        long before = 0;
        synchronized (members) {
            stands = stands();
            if (stands) {
                settle();
                before = counted;
                become(initial);
            }
        }
        return told(stands, before);
    }

    private boolean stands() {
        return slot != OUT && !owner.hasEnded();
    }

    private static long sum(long before, long change) {
        long after = before + change;
        if (overflows(before, change, after)) {
            throw new ArithmeticException(before + " and " + change + " make more than a long holds");
        }
        return after;
    }

    private static boolean overflows(long before, long change, long after) {
        return ((before ^ after) & (change ^ after)) < 0;
    }

    private void become(long after) {
        if (members.isWatched()) {
            store(after);
        } else {
            move(after);
        }
    }

    private long told(boolean stands, long answer) {
        if (!stands) {
            throw owner.hasEnded() ? owner.ending() : new IllegalStateException(this + " is not held any more");
        }
        owner.registry.watches.tell();
        return answer;
    }
}
