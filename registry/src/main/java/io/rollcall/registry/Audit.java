package io.rollcall.registry;

import java.util.ArrayList;
import java.util.List;

/** Recounts a registry, row by row, from the tables and from the owners. */
final class Audit<T> {
    private final LocalRegistry<T> registry;
    private final List<String> broken = new ArrayList<>();

    private Audit(LocalRegistry<T> registry) {
        this.registry = registry;
    }

    static <T> List<String> of(LocalRegistry<T> registry) {
        Audit<T> audit = new Audit<>(registry);
        registry.owners.forEach(audit::owner);
        registry.names.table.rows().forEach(audit::name);
        registry.memberships.table().forEach(audit::property);
        registry.names.table.interests().forEach(audit::interest);
        registry.starts.table.rows().forEach(audit::start);
        return List.copyOf(audit.broken);
    }

    static <T> Census census(LocalRegistry<T> registry) {
        long members = 0;
        for (Members<T> property : registry.memberships.table().values()) {
            members += property.count();
        }
        long waiting = registry.starts.table.rows().size();
        for (Interest<T> interest : registry.names.table.interests().values()) {
            waiting += interest.size();
        }
        return new Census(
                registry.owners.size(),
                registry.names.table.rows().size(),
                registry.memberships.table().size(),
                members,
                waiting);
    }

    private void expect(boolean sound, String invariant, Object... words) {
        if (!sound) {
            StringBuilder line = new StringBuilder(invariant);
            for (Object word : words) {
                line.append(' ').append(word);
            }
            broken.add(line.toString());
        }
    }

    /** What the owner believes it holds, the tables must show. */
    private void owner(LocalOwner<T> owner) {
        expect(!owner.hasEnded(), "R7", owner, "has ended and is still listed");
        for (Registration<T> row : owner.registrations()) {
            if (row instanceof NameRow<T> name) {
                expect(registry.names.table.get(name.name) == name, "R1", name, "is not in the table");
            } else if (row instanceof MemberRow<T> member) {
                expect(registry.memberships.table().get(member.key()) == member.members, "R6", member, "is not in it");
            }
        }
    }

    /** What the table shows, its owner must know of. */
    private void name(Name name, NameRow<T> row) {
        expect(name.equals(row.name), "R1", name, "leads to", row);
        expect(row.isHeld(), "R2", row, "is in the table and not held");
        expect(registry.owners.contains(row.owner), "R7", row, "belongs to nobody listed");
    }

    private void property(Property property, Members<T> members) {
        synchronized (members) {
            expect(members.count() > 0, "R7", property, "has no member and is in the table");
            List<MemberRow<T>> rows = members.rows();
            int found = rows.size();
            expect(members.count() == found, "R6", property, "counts", members.count(), "but has", found);
            rows.forEach(row -> expect(row.isHeld(), "R2", row, "is a member and not held"));
        }
    }

    private void place(Place<T> place) {
        expect(!place.row.owner.hasEnded(), "R7", place.row, "stands in line and its owner has ended");
        expect(!place.hasGivenUp(), "R7", place.row, "stands in line and its waiter is done");
    }

    private void interest(Name name, Interest<T> interest) {
        synchronized (registry.names.table.lock(name)) {
            boolean held = registry.names.table.get(name) != null;
            expect(!interest.isEmpty(), "R7", name, "has an empty waiting row");
            expect(held || interest.first() == null, "R1", name, "is free and has a line");
            expect(!held || interest.awaits.isEmpty(), "R5", name, "is held and awaited");
            for (Await<T> await : interest.awaits) {
                expect(!await.future().isDone(), "R5", name, "has an await that is done");
            }
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
