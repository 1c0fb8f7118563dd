package io.rollcall.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of one shared key, who watches it, and a counter's total. Writers hold this object's lock; visits take none.
 *
 * <p>Members of hidden owners are rows outside the array: nobody visits or counts them, and their numbers are in the
 * total.
 */
final class Members<T> {
    final SharedKey key;
    private final Slots<T> slots = new Slots<>();
    /** Of the numbers that are closed, and what was counted of the open ones. */
    private final WideSum total = new WideSum();

    private @Nullable OpenCounters<T> open;
    private final Watches<T> watches;
    private Set<Watch<T>> watching = Set.of();
    private int hidden;
    /** Set when nobody needs this object any more: who meets it asks the table again. */
    private boolean retired;

    Members(SharedKey key, Watches<T> watches) {
        this.key = key;
        this.watches = watches;
    }

    // All but the visits and the counts: call with this lock held.

    /** Adds a member; false if this object has been retired. */
    boolean add(MemberRow<T> row, Reason reason) {
        if (retired) {
            return false;
        }
        total.add(row.share());
        if (row.owner.isHidden()) {
            row.slot = MemberRow.HIDDEN;
            hidden++;
        } else {
            slots.add(row);
            note(null, row, reason);
        }
        return true;
    }

    /** Removes a member, if it still is one. */
    void remove(MemberRow<T> row, Reason reason) {
        if (row.slot == MemberRow.OUT) {
            return;
        }
        total.subtract(row.share());
        if (row.slot == MemberRow.HIDDEN) {
            row.slot = MemberRow.OUT;
            hidden--;
        } else {
            takeOut(row, reason);
        }
    }

    void hide(MemberRow<T> row) {
        if (row.slot >= 0) {
            hidden++; // first, so that a last member is not taken for the end of this object
            takeOut(row, Reason.HIDDEN);
            row.slot = MemberRow.HIDDEN;
        }
    }

    void show(MemberRow<T> row) {
        if (row.slot == MemberRow.HIDDEN) {
            hidden--;
            slots.add(row);
            note(null, row, Reason.SHOWN);
        }
    }

    /** Puts a new owner's row in the place of the present one's, in one step where both are to be seen. */
    void give(MemberRow<T> row, MemberRow<T> by) {
        boolean seen = row.slot >= 0;
        if (seen && !by.owner.isHidden()) {
            slots.replace(row, by);
            note(row, by, Reason.GIVEN);
        } else if (seen) {
            hide(row);
            by.slot = MemberRow.HIDDEN;
            row.slot = MemberRow.OUT;
        } else {
            row.slot = MemberRow.OUT;
            by.slot = MemberRow.HIDDEN;
            if (!by.owner.isHidden()) {
                show(by);
            }
        }
    }

    private void takeOut(MemberRow<T> row, Reason reason) {
        slots.remove(row);
        if (isWatched()) {
            Change<T> down = Change.between(row.entry(), null, reason);
            note(slots.count() > 0 ? List.of(down) : List.of(down, Change.empty(key, reason)));
        }
    }

    private void note(@Nullable MemberRow<T> before, MemberRow<T> after, Reason reason) {
        if (isWatched()) {
            note(List.of(Change.between(before == null ? null : before.entry(), after.entry(), reason)));
        }
    }

    /** Notes that a member's value changed, unless it is hidden. */
    void noteSet(MemberRow<T> row, Entry<T> before) {
        if (row.slot >= 0) {
            note(List.of(Change.between(before, row.entry(), Reason.SET)));
        }
    }

    private void note(List<Change<T>> changes) {
        watches.note(watching, key, changes, this::entries);
    }

    boolean isWatched() {
        return !watching.isEmpty() || !watches.isQuiet(key);
    }

    /** Moves the total; call where a member's number changes. */
    void moveTotal(long before, long after) {
        total.subtract(before);
        total.add(after);
    }

    OpenCounters<T> openCounters() {
        OpenCounters<T> all = open == null ? new OpenCounters<>() : open;
        open = all;
        return all;
    }

    private void settleCounters() {
        if (open != null) {
            open.settleAll();
        }
    }

    long total() {
        settleCounters();
        return total.exact();
    }

    /** Adds a watch; false if this object has been retired. */
    boolean add(Watch<T> watch) {
        if (!retired) {
            watching = watching.isEmpty() ? new LinkedHashSet<>() : watching;
            watching.add(watch);
        }
        return !retired;
    }

    void remove(Watch<T> watch) {
        if (watching.contains(watch)) {
            watching.remove(watch);
        }
    }

    void forgetWatches() {
        watching = Set.of();
    }

    /** Lists who has ended and is yet to be taken out. */
    List<LocalOwner<T>> ended() {
        List<LocalOwner<T>> found = new ArrayList<>();
        for (MemberRow<T> row : slots.rows()) {
            if (row.owner.hasEnded()) {
                found.add(row.owner);
            }
        }
        return found;
    }

    void include(Watch<T> watch) {
        watch.include(key, this::entries);
    }

    /** Lists what a watch begins with; from then on no number moves without this lock. */
    private List<Entry<T>> entries() {
        settleCounters();
        List<Entry<T>> found = new ArrayList<>();
        slots.rows().forEach(row -> found.add(row.entry()));
        return found;
    }

    /** Tells whether nobody needs this object. */
    boolean isVacant() {
        return slots.count() == 0 && hidden == 0 && watching.isEmpty();
    }

    /** Retires this object if nobody needs it; true if the table is to drop it. */
    boolean retire() {
        retired |= isVacant();
        return retired;
    }

    /** What is left of the total without some rows, for the audit. */
    WideSum totalWithout(List<MemberRow<T>> rows) {
        settleCounters();
        WideSum rest = total.copy();
        rows.forEach(row -> rest.subtract(row.share()));
        return rest;
    }

    int hidden() {
        return hidden;
    }

    /** Lists who watches this key, for the census and the audit. */
    Set<Watch<T>> watching() {
        return watching;
    }

    /** Lists the members that are not hidden, of ended owners too, for the audit. */
    List<MemberRow<T>> rows() {
        return slots.rows();
    }

    // From here on without a lock.

    int count() {
        return slots.count();
    }

    Slots<T> slots() {
        return slots;
    }

    void forEach(Consumer<? super MemberRow<T>> action) {
        slots.forEach(action);
    }

    void forEachSubject(Consumer<? super T> action) {
        slots.forEachSubject(action);
    }
}
