package io.rollcall.registry;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is under way in one owner's name and ends with it, and how much of its limits the owner has used up. All calls are
 * made with the owner's lock held, and none changes anything once the owner has ended.
 */
final class Attachments<T> {
    private final @Nullable Quota quota;
    private @Nullable Set<Attachment> all;

    Attachments(Limits limits, @Nullable Budget budget) {
        this.quota = limits.equals(Limits.NONE) && budget == null ? null : new Quota(limits, budget);
    }

    /** Adds what must end with the owner, once; throws if one more is too many. */
    void add(Attachment attachment, Quota.Kind kind) {
        Set<Attachment> added = all == null ? new LinkedHashSet<>() : all;
        all = added;
        if (quota != null && !added.contains(attachment)) {
            quota.take(kind);
        }
        added.add(attachment);
    }

    /** Removes what ended before the owner; harmless when done already. */
    void remove(Attachment attachment, Quota.Kind kind) {
        if (all != null && all.remove(attachment) && quota != null) {
            quota.release(kind);
        }
    }

    /** Removes a place in line that has become a name, and counts on. */
    boolean exchange(Place<T> place) {
        return all != null && all.remove(place);
    }

    /** Lists what must end with the owner; free to read without the lock once that has ended. */
    Set<Attachment> all() {
        return all == null ? Set.of() : all;
    }

    boolean isLimited() {
        return quota != null;
    }

    /** Throws if one more of a kind is too many, else counts it. */
    void takeQuota(Key key) {
        if (quota != null) {
            quota.take(Quota.Kind.of(key));
        }
    }

    /** Counts a name, unless a place in line for it is counted already. */
    void takeQuota(Name name, @Nullable Place<T> place) {
        if (place == null || !exchange(place)) {
            takeQuota(name);
        }
    }

    void releaseQuota(Key key) {
        if (quota != null) {
            quota.release(Quota.Kind.of(key));
        }
    }

    /** Counts an entry that another owner gives up to this one; throws if this one may have no more. */
    void receive(Key key, Attachments<T> giver) {
        if (quota != null && giver.quota != null) {
            quota.receive(Quota.Kind.of(key), giver.quota);
        } else {
            takeQuota(key);
            giver.releaseQuota(key);
        }
    }

    /** Counts an entry for which there is room. */
    void count(Key key) {
        if (quota != null) {
            quota.count(Quota.Kind.of(key));
        }
    }

    /** Makes room for others, as the owner has ended. */
    void releaseBudget() {
        if (quota != null) {
            quota.releaseBudget();
        }
    }

    /** How much is used up; null for an owner without limits. */
    @Nullable Quota quota() {
        return quota;
    }
}
