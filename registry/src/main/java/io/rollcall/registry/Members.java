package io.rollcall.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of one property: an array with holes and a stack of the holes, so that the last of many joins and leaves
 * as cheaply as the first, and a visit is one walk over an array.
 *
 * <p>Writers hold this object's lock. Readers take none: they read {@link #end} and then the array, which writers set
 * in the opposite order. A member never moves within an array, as moving the last one into a hole would hide it from, or
 * show it twice to, a visit under way; compaction goes to a new array and leaves the old one to those who walk it.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // writers hold the lock
final class Members<T> {
    private static final int INITIAL = 4;

    final Property property;
    private volatile @Nullable MemberRow<T>[] slots = array(INITIAL);
    private volatile int end;
    private volatile int count;
    private int[] holes = {};
    private int holeCount;
    /** Set when the last member left: a joiner that meets it asks the table again. */
    private boolean retired;

    Members(Property property) {
        this.property = property;
    }

    /** Adds a member, unless this object has been retired. Call with this lock held. */
    boolean add(MemberRow<T> row) {
        if (retired) {
            return false;
        }
        int slot = holeCount > 0 ? holes[--holeCount] : grow();
        row.slot = slot;
        slots[slot] = row;
        end = Math.max(end, slot + 1); // also when unchanged: it publishes the slot
        count++;
        return true;
    }

    /** Removes a member, if it still is one. Call with this lock held. Answers true if it was the last. */
    boolean remove(MemberRow<T> row) {
        if (row.slot < 0) {
            return false;
        }
        slots[row.slot] = null;
        push(row.slot);
        row.slot = -1;
        count--;
        if (count == 0) {
            retired = true;
        } else if (slots.length > INITIAL && holeCount > 2 * count) {
            compact();
        }
        return retired;
    }

    int count() {
        return count;
    }

    /** Visits the members whose owners live, without a lock. */
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

    /** Visits the subjects of the members whose owners live, without a lock; a second loop, as one must not allocate. */
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

    /** Lists all there is, of ended owners too, for the audit. Call with this lock held. */
    List<MemberRow<T>> rows() {
        List<MemberRow<T>> found = new ArrayList<>();
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
