package io.rollcall.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims on members of one shared key, and the line of those that wait. Guarded by its own lock, under which nothing
 * is called but visits of the members.
 */
final class ClaimLine<T> {
    final Claims<T> claims;
    final SharedKey key;
    private final Map<LocalOwner<T>, LocalClaim<T>> out = new HashMap<>();
    private final Set<LocalClaim<T>> line = new LinkedHashSet<>();
    /** Where to look for a free member first, so that each gets its turn. */
    private int cursor;
    /** Tells of new members while somebody waits. */
    private @Nullable Subscription memberWatch;
    /** Set when there is nobody any more: who meets it asks the table again. */
    private boolean retired;

    ClaimLine(Claims<T> claims, SharedKey key) {
        this.claims = claims;
        this.key = key;
    }

    /** What became of a claim that wants to enter. */
    enum Entered {
        GRANTED,
        WAITING,
        FULL,
        RETIRED
    }

    synchronized Entered enter(LocalClaim<T> claim, int maxWaiting) {
        if (retired) {
            return Entered.RETIRED;
        }
        claims.registry.requireOpen(); // here, as the close takes this lock once more after it has begun
        LocalOwner<T> free = line.isEmpty() ? free() : null;
        if (free != null) {
            grant(claim, free);
            return Entered.GRANTED;
        }
        if (line.size() >= maxWaiting) {
            return Entered.FULL;
        }
        line.add(claim);
        return Entered.WAITING;
    }

    private void grant(LocalClaim<T> claim, LocalOwner<T> member) {
        claim.grant(member);
        out.put(member, claim);
    }

    private @Nullable LocalOwner<T> free() {
        Members<T> members = claims.registry.memberships.find(key);
        MemberRow<T> row = members == null ? null : members.slots().find(cursor, each -> !out.containsKey(each.owner));
        if (row == null) {
            return null;
        }
        cursor = row.slot + 1; // read without its lock: where the next look begins is but a matter of fairness
        return row.owner;
    }

    /** Grants free members to those who wait, first come, first served. Call with no lock held. */
    void serve() {
        List<LocalClaim<T>> granted = new ArrayList<>();
        Subscription unneeded = null;
        synchronized (this) {
            LocalOwner<T> free;
            while (!line.isEmpty() && (free = free()) != null) {
                LocalClaim<T> next = line.iterator().next();
                line.remove(next);
                grant(next, free);
                granted.add(next);
            }
            if (line.isEmpty()) {
                unneeded = memberWatch;
                memberWatch = null;
            }
        }
        if (unneeded != null) {
            unneeded.close();
        }
        granted.forEach(claims::grantedLater);
        dropIfIdle();
    }

    /** Has new members served to those who wait; a member that came before this is served at once. */
    void watchMembers() {
        Subscription watch = claims.registry.watchOrClosed(key, new Arrivals<>(this));
        boolean unneeded;
        synchronized (this) {
            unneeded = line.isEmpty() || memberWatch != null;
            if (!unneeded) {
                memberWatch = watch;
            }
        }
        if (unneeded) {
            watch.close();
        }
    }

    /** Serves those who wait whenever a member may have come. */
    private record Arrivals<T>(ClaimLine<T> line) implements Watcher<T> {
        @Override
        public void snapshot(List<Entry<T>> entries, long skipped) {
            line.serve();
        }

        @Override
        public void changed(Change<T> change) {
            if (change.after() != null) {
                line.serve();
            }
        }
    }

    boolean release(LocalClaim<T> claim) {
        synchronized (this) {
            if (!claim.drop()) {
                return false;
            }
            out.remove(claim.member(), claim);
        }
        claim.finish();
        serve();
        return true;
    }

    /** Leaves the line, if it still stands in it. */
    boolean leave(LocalClaim<T> claim) {
        synchronized (this) {
            if (!line.remove(claim)) {
                return false;
            }
        }
        claim.finish();
        serve(); // which closes what nobody waits for any more
        return true;
    }

    void expire(LocalClaim<T> claim, Exception why) {
        if (leave(claim)) {
            claims.refuse(claim, why);
        }
    }

    /** Ends a claim with its claimer, whether it waits or is held. */
    void end(LocalClaim<T> claim, Exception why) {
        if (leave(claim)) {
            claims.refuse(claim, why);
        } else {
            release(claim);
        }
    }

    /** Has the table drop this, if there is nobody any more. */
    void dropIfIdle() {
        synchronized (this) {
            retired |= out.isEmpty() && line.isEmpty();
            if (!retired) {
                return;
            }
        }
        claims.drop(this);
    }

    void close() {
        List<LocalClaim<T>> all;
        synchronized (this) {
            all = new ArrayList<>(line);
            all.addAll(out.values());
        }
        all.forEach(claim -> end(claim, new RegistryClosedException()));
        dropIfIdle();
    }

    synchronized int claimed() {
        return out.size();
    }

    synchronized int waiting() {
        return line.size();
    }

    /** Names what is wrong here, for the audit. */
    synchronized @Nullable String fault() {
        if (out.isEmpty() && line.isEmpty()) {
            return "has no claim and is in the table";
        }
        boolean held = out.values().stream().allMatch(LocalClaim::isMarkedHeld);
        boolean waiting = line.stream().noneMatch(claim -> claim.future.isDone());
        return held && waiting ? null : "has a claim that is over";
    }
}
