package io.rollcall.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one owner holds, oldest first. Guarded by the owner; frozen, and then free to read, once it has ended. */
final class Rows<T> {
    /** Up to here a membership is found by walking the list, which saves small owners a map. */
    private static final int WALKED = 16;

    private @Nullable Row<T> oldest;
    private @Nullable Row<T> newest;
    private int size;
    private @Nullable Map<SharedKey, MemberRow<T>> memberships;

    void add(Row<T> row) {
        if (newest == null) {
            oldest = row;
        } else {
            newest.newer = row;
        }
        row.linkAfter(newest);
        newest = row;
        size++;
        if (memberships != null && row instanceof MemberRow<T> member) {
            memberships.put(member.key(), member);
        } else if (memberships == null && size > WALKED) {
            index();
        }
    }

    void remove(Row<T> row) {
        Row<T> older = row.older();
        Row<T> newer = row.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.linkAfter(older);
        }
        row.unlink();
        size--;
        if (memberships != null && row instanceof MemberRow<T> member) {
            memberships.remove(member.key());
        }
    }

    @Nullable MemberRow<T> membership(SharedKey key) {
        if (memberships != null) {
            return memberships.get(key);
        }
        for (Row<T> row = oldest; row != null; row = row.newer) {
            if (row instanceof MemberRow<T> member && member.key().equals(key)) {
                return member;
            }
        }
        return null;
    }

    @Nullable Row<T> oldest() {
        return oldest;
    }

    List<Row<T>> list() {
        List<Row<T>> all = new ArrayList<>(size);
        for (Row<T> row = oldest; row != null; row = row.newer) {
            all.add(row);
        }
        return all;
    }

    private void index() {
        Map<SharedKey, MemberRow<T>> index = new HashMap<>();
        for (Row<T> row = oldest; row != null; row = row.newer) {
            if (row instanceof MemberRow<T> member) {
                index.put(member.key(), member);
            }
        }
        memberships = index;
    }
}
