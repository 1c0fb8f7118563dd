package io.rollcall.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows in an array with holes and a stack of the holes, so that the last of many joins and leaves as cheaply as the
 * first, and a visit is one walk over an array.
 *
 * <p>Writers are serialized by whoever has it. Readers take no lock: they read {@link #end} and then the array, which
 * writers set in the opposite order. A row never moves within an array, as moving the last one into a hole would hide it
 * from, or show it twice to, a visit under way; compaction goes to a new array and leaves the old one to those who walk
 * it.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // writers are serialized
final class Slots<T> {
    private static final int INITIAL = 4;

    private volatile @Nullable MemberRow<T>[] slots = array(INITIAL);
    private volatile int end;
    private volatile int count;
    private int[] holes = {};
    private int holeCount;

    void add(MemberRow<T> row) {
        int slot = holeCount > 0 ? holes[--holeCount] : grow();
        row.slot = slot;
        slots[slot] = row;
        end = Math.max(end, slot + 1); // also when unchanged: it publishes the slot
        count++;
    }

    /** Takes a row out; it must be in. */
    void remove(MemberRow<T> row) {
        slots[row.slot] = null;
        push(row.slot);
        row.slot = MemberRow.OUT;
        count--;
        if (slots.length > INITIAL && holeCount > 2 * count) {
            compact();
        }
    }

    /** Puts one row into another's place, in one step. */
    void replace(MemberRow<T> row, MemberRow<T> by) {
        by.slot = row.slot;
        slots[row.slot] = by;
        row.slot = MemberRow.OUT;
        int same = end;
        end = same; // publishes the slot
    }

    int count() {
        return count;
    }

    /** Slots for what nobody holds. */
    static <T> Slots<T> none() {
        return new Slots<>();
    }

    /** The first slot from one on, and then from the beginning, that has a row whose owner lives; -1 if none has. */
    int next(int from) {
        int bound = end;
        @Nullable MemberRow<T>[] walked = slots;
        bound = Math.min(bound, walked.length);
        int start = from < bound && from >= 0 ? from : 0;
        for (int i = 0; i < bound; i++) {
            int slot = start + i < bound ? start + i : start + i - bound;
            MemberRow<T> row = walked[slot];
            if (row != null && !row.owner.hasEnded()) {
                return slot;
            }
        }
        return -1;
    }

    /**
     * The first row from a slot on, and then from the beginning, whose owner lives and that a test admits; null if there
     * is none. Looks through one array, so that a compaction meanwhile moves none behind it.
     */
    @Nullable MemberRow<T> find(int from, Predicate<? super MemberRow<T>> wanted) {
        int bound = end;
        @Nullable MemberRow<T>[] walked = slots;
        bound = Math.min(bound, walked.length);
        int start = from < bound && from >= 0 ? from : 0;
        for (int i = 0; i < bound; i++) {
            MemberRow<T> row = walked[start + i < bound ? start + i : start + i - bound];
            if (row != null && !row.owner.hasEnded() && wanted.test(row)) {
                return row;
            }
        }
        return null;
    }

    /** How many slots there are, with and without a row; a bound for {@link #at}. */
    int end() {
        return end;
    }

    /** The row in a slot if there is one and its owner lives. */
    @Nullable MemberRow<T> at(int slot) {
        @Nullable MemberRow<T>[] looked = slots;
        MemberRow<T> row = slot < looked.length ? looked[slot] : null;
        return row == null || row.owner.hasEnded() ? null : row;
    }

    /** Visits the rows whose owners live. */
    void forEach(Consumer<? super MemberRow<T>> action) {
        int bound = end;
        @Nullable MemberRow<T>[] walked = slots;
        bound = Math.min(bound, walked.length);
        for (int i = 0; i < bound; i++) {
            MemberRow<T> row = walked[i];
            if (row != null && !row.owner.hasEnded()) {
                action.accept(row);
            }
        }
    }

    /** Visits the subjects of the rows whose owners live; a second loop, as one must not allocate. */
    void forEachSubject(Consumer<? super T> action) {
        int bound = end;
        @Nullable MemberRow<T>[] walked = slots;
        bound = Math.min(bound, walked.length);
        for (int i = 0; i < bound; i++) {
            MemberRow<T> row = walked[i];
            if (row != null && !row.owner.hasEnded()) {
                action.accept(row.owner.subject());
            }
        }
    }

    /** Lists all there is, of ended owners too. Call as a writer. */
    List<MemberRow<T>> rows() {
        List<MemberRow<T>> found = new ArrayList<>(count);
        for (MemberRow<T> row : slots) {
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    private int grow() {
        int slot = end;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
        }
        return slot;
    }

    private void push(int slot) {
        if (holeCount == holes.length) {
            holes = Arrays.copyOf(holes, Math.max(INITIAL, holeCount * 2));
        }
        holes[holeCount++] = slot;
    }

    private void compact() {
        @Nullable MemberRow<T>[] packed = array(Math.max(INITIAL, count * 2));
        int next = 0;
        for (MemberRow<T> row : slots) {
            if (row != null) {
                row.slot = next;
                packed[next++] = row;
            }
        }
        holes = new int[] {};
        holeCount = 0;
        slots = packed; // before the end: a reader with the new end and the old array would miss members
        end = next;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable MemberRow<T>[] array(int length) {
        return (MemberRow<T>[]) new MemberRow[length];
    }
}
