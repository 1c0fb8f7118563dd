package io.rollcall.registry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recounts a registry, row by row, from the tables and from the owners. */
final class Audit<T> {
    private final LocalRegistry<T> registry;
    /** How many the owners have that are counted among all. */
    private long entries;

    private final List<String> broken = new ArrayList<>();
    /** Rows of hidden owners, by where they belong; only their owners know them. */
    private final Map<Members<T>, List<MemberRow<T>>> hidden = new HashMap<>();

    private Audit(LocalRegistry<T> registry) {
        this.registry = registry;
    }

    static <T> List<String> of(LocalRegistry<T> registry) {
        Audit<T> audit = new Audit<>(registry);
        audit.owners();
        registry.names.table.forEach(audit::name);
        registry.memberships.table().forEach(audit::members);
        registry.names.table.interests().forEach(audit::interest);
        registry.claims.table().forEach(audit::claims);
        registry.starts.table.rows().forEach(audit::start);
        registry.watches.wide().forEach(watch -> audit.watch(watch.scope(), watch));
        return List.copyOf(audit.broken);
    }

    static <T> Census census(LocalRegistry<T> registry) {
        long[] keys = new long[2];
        long members = 0;
        long watches = registry.watches.wide().size();
        for (Members<T> shared : registry.memberships.table().values()) {
            synchronized (shared) {
                int held = shared.count() + shared.hidden();
                keys[shared.key instanceof Counter ? 1 : 0] += held > 0 ? 1 : 0;
                members += held;
                watches += shared.watching().size();
            }
        }
        long waiting = registry.starts.table.rows().size();
        for (ClaimLine<T> line : registry.claims.table().values()) {
            waiting += line.waiting();
        }
        for (Interest<T> interest : registry.names.table.interests().values()) {
            waiting += interest.size();
            watches += interest.watches.size();
        }
        return new Census(
                registry.owners.size(), registry.names.table.size(), keys[0], keys[1], members, waiting, watches);
    }

    private void expect(boolean sound, String invariant, @Nullable Object... words) {
        if (!sound) {
            StringBuilder line = new StringBuilder(invariant);
            for (@Nullable Object word : words) {
                line.append(' ').append(word);
            }
            broken.add(line.toString());
        }
    }

    /** What the owner believes it holds, the tables must show. */
    private void owner(LocalOwner<T> owner) {
        expect(!owner.hasEnded(), "R7", owner, "has ended and is still listed");
        if (!owner.hasEnded()) {
            underWay(owner);
        }
        for (Registration<T> row : owner.registrations()) {
            if (row instanceof NameRow<T> name) {
                expect(registry.names.table.get(name.name) == name, "R1", name, "is not in the table");
            } else if (row instanceof MemberRow<T> member) {
                expect(registry.memberships.table().get(member.key()) == member.members, "R6", member, "is not in it");
                if (owner.isHidden()) {
                    hidden.computeIfAbsent(member.members, none -> new ArrayList<>())
                            .add(member);
                }
            }
        }
    }

    /** What all owners may have must count what they have, which can be told while none of them changes. */
    private void owners() {
        Budget budget = registry.budget;
        long before = budget == null ? 0 : budget.stamp();
        registry.owners.forEach(this::owner);
        if (budget != null && budget.stamp() == before) {
            expect(budget.used() == entries, "R6", "all owners count", budget.used(), "entries but have", entries);
        }
    }

    /** What an owner has under way must be so, and its limits must count what there is. */
    private void underWay(LocalOwner<T> owner) {
        synchronized (owner) {
            Map<Quota.Kind, Integer> found = new EnumMap<>(Quota.Kind.class);
            for (Row<T> row = owner.rows.oldest(); row != null; row = row.newer) {
                found.merge(Quota.Kind.of(row.key()), 1, Integer::sum);
            }
            for (Attachment attachment : owner.attachments.all()) {
                found.merge(Quota.Kind.of(attachment), 1, Integer::sum);
                expect(!attachment.isOver(), "R7", owner, "has something under way that is over");
            }
            owner.departure
                    .monitors()
                    .forEach(monitor -> expect(!monitor.isDone(), "R7", owner, "has a monitor that is done"));
            Quota quota = owner.attachments.quota();
            if (quota != null) {
                entries += owner.hasEnded() ? 0 : quota.counted(0);
                for (Quota.Kind kind : Quota.Kind.values()) {
                    int there = found.getOrDefault(kind, 0);
                    expect(quota.used(kind) == there, "R6", owner, "counts", quota.used(kind), kind, "but has", there);
                }
            }
        }
    }

    private void watch(Object of, Watch<T> watch) {
        expect(!watch.isClosed(), "R7", of, "has a watch that is closed");
    }

    /** What the table shows, its owner must know of. */
    private void name(Name name, NameRow<T> row) {
        expect(name.equals(row.name), "R1", name, "leads to", row);
        expect(row.isHeld(), "R2", row, "is in the table and not held");
        expect(registry.owners.contains(row.owner), "R7", row, "belongs to nobody listed");
    }

    private void members(SharedKey key, Members<T> members) {
        synchronized (members) {
            List<MemberRow<T>> rows = members.rows();
            int found = rows.size();
            expect(!members.isVacant(), "R7", key, "has no member and nobody watches it, and is in the table");
            expect(members.count() == found, "R6", key, "counts", members.count(), "but has", found);
            WideSum sum = members.totalWithout(rows);
            hidden.getOrDefault(members, List.of()).forEach(row -> sum.subtract(row.share()));
            expect(sum.isZero(), "R6", key, "has a total that its members do not make up");
            rows.forEach(row -> expect(row.isHeld(), "R2", row, "is a member and not held"));
            int unseen = hidden.getOrDefault(members, List.of()).size();
            expect(members.hidden() == unseen, "R6", key, "hides", members.hidden(), "but should", unseen);
            members.watching().forEach(watch -> watch(key, watch));
        }
    }

    private void place(Place<T> place) {
        expect(!place.row.owner.hasEnded(), "R7", place.row, "stands in line and its owner has ended");
        expect(!place.hasGivenUp(), "R7", place.row, "stands in line and its waiter is done");
    }

    private void claims(SharedKey key, ClaimLine<T> line) {
        String fault = line.fault();
        expect(fault == null, "R7", key, fault);
    }

    private void await(Name name, Await<T> await) {
        expect(!await.future().isDone(), "R5", name, "has an await that is done");
    }

    private void interest(Name name, Interest<T> interest) {
        synchronized (registry.names.table.lock(name)) {
            boolean held = registry.names.table.get(name) != null;
            expect(!interest.isEmpty(), "R7", name, "has an empty waiting row");
            expect(held || interest.first(false) == null, "R1", name, "is free and has a line");
            expect(!held || interest.awaits.isEmpty(), "R5", name, "is held and awaited");
            expect(held || interest.frees.isEmpty(), "R5", name, "is free and awaited to be");
            interest.awaits.forEach(await -> await(name, await));
            interest.frees.forEach(await -> await(name, await));
            interest.watches.forEach(watch -> watch(name, watch));
            interest.takeovers.forEach(this::place);
            interest.line.forEach(this::place);
        }
    }

    private void start(Name name, Starting<T> starting) {
        synchronized (registry.names.table.lock(name)) {
            expect(name.equals(starting.name), "R7", name, "leads to a start of", starting.name);
            expect(!starting.answer.isDone(), "R7", name, "has a start that is done");
            for (Await<T> waiter : starting.waiters) {
                expect(!waiter.future().isDone(), "R5", name, "has a start awaited by one that is done");
            }
        }
    }
}
