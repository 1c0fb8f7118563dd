package io.rollcall.registry;

import org.jspecify.annotations.Nullable;

/** An owner's number under a counter. Written with the members locked, so that the total moves with it. */
final class CounterRow<T> extends MemberRow<T> implements CounterRegistration<T> {
    private volatile long number;
    /** What a reset goes back to; guarded by the members. */
    private long initial;

    CounterRow(LocalOwner<T> owner, Members<T> members, long number, long initial, long sinceMillis) {
        super(owner, members, null, sinceMillis);
        this.number = number;
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
        return number;
    }

    @Override
    public Object value() {
        return number;
    }

    @Override
    Object checked(@Nullable Object changed) {
        return number(changed);
    }

    @Override
    boolean isStill(@Nullable Object before) {
        return before instanceof Long seen && seen == number;
    }

    @Override
    boolean storeIfStill(@Nullable Object before, @Nullable Object after) {
        synchronized (members) { // as an add, unlike what sets other values, comes without the owner's lock
            return super.storeIfStill(before, after);
        }
    }

    @Override
    void replaceValue(@Nullable Object changed) {
        long after = number(changed);
        members.moveTotal(number, after);
        number = after;
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
        return number;
    }

    @Override
    MemberRow<T> forOwner(LocalOwner<T> other, long nowMillis) {
        return new CounterRow<>(other, members, number, initial, nowMillis);
    }

    @Override
    public long add(long change) {
        boolean stands;
        long after = 0;
        synchronized (members) {
            stands = stands();
            if (stands) {
                after = sum(number, change);
                become(after);
            }
        }
        return told(stands, after);
    }

    @Override
    public long add(long change, long limit, long reset) {
        boolean stands;
        long after = 0;
        synchronized (members) {
            stands = stands();
            if (stands) {
                after = sum(number, change);
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
                before = number;
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
        if (((before ^ after) & (change ^ after)) < 0) {
            throw new ArithmeticException(before + " and " + change + " make more than a long holds");
        }
        return after;
    }

    private void become(long after) {
        if (members.isWatched()) {
            store(after);
        } else {
            members.moveTotal(number, after);
            number = after;
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
