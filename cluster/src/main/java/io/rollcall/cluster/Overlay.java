package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows to be committed before its own table shows it: the leader's answer comes first. Written under the
 * member's lock, read by any thread.
 */
final class Overlay {
    private record Known(@Nullable Holding holding, long serial) {}

    private final Map<Name, Known> known = new ConcurrentHashMap<>();

    /** Notes what the answer to an op says of a name. */
    void note(Op op, Answer answer, long serial, Table table) {
        if (answer.kind() == Answer.Kind.GRANTED || answer.kind() == Answer.Kind.GIVEN) {
            note(answer.held().name(), answer.holding(), serial);
        } else if (answer.kind() != Answer.Kind.DONE) {
            return;
        } else if (op instanceof Op.Release release) {
            note(release.name(), null, serial);
        } else if (op instanceof Op.Store store) {
            Holding holding = find(store.name(), table);
            if (holding != null && holding.token() == store.token()) {
                note(store.name(), holding.withValue(store.value()), serial);
            }
        }
    }

    private void note(Name name, @Nullable Holding holding, long serial) {
        Known newer = new Known(holding, serial);
        known.merge(name, newer, (before, now) -> before.serial > now.serial ? before : now);
    }

    @Nullable Holding find(Name name, Table table) {
        if (!known.isEmpty()) {
            Known over = known.get(name);
            if (over != null) {
                return over.holding;
            }
        }
        return table.find(name);
    }

    /** Lists the holdings that hide what the table shows. */
    List<Holding> holdings() {
        return known.values().stream()
                .map(Known::holding)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Forgets what the table shows by now. */
    void applied(long serial) {
        if (!known.isEmpty()) {
            known.values().removeIf(over -> over.serial <= serial);
        }
    }

    void clear() {
        known.clear();
    }
}
