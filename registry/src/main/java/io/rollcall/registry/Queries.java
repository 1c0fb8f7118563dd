package io.rollcall.registry;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How entries are listed: a walk over the tables that takes no lock, so that users' tests run under none. */
final class Queries {
    private Queries() {}

    static <T> Stream<Entry<T>> entries(LocalRegistry<T> registry, Query query) {
        return rows(registry, query).map(Row::entry).filter(query::admits);
    }

    static <T> Page<T> page(LocalRegistry<T> registry, Query query, int size, @Nullable Cursor after) {
        if (size < 1) {
            throw new IllegalArgumentException("a page needs a size of at least 1, given was " + size);
        }
        PageRows<T> rows = new PageRows<>(query, size, after);
        rows(registry, query).forEach(rows::offer);
        return rows.page();
    }

    /** All rows asked for, but for what the value's test says. */
    private static <T> Stream<Row<T>> rows(LocalRegistry<T> registry, Query query) {
        Objects.requireNonNull(query, "query");
        registry.requireOpen();
        Optional<Owner<?>> holder = query.holder();
        if (holder.isPresent()) {
            return held(registry.own(holder.get())).filter(row -> query.admits(row.key()));
        }
        Stream<Row<T>> names = query.admits(Kind.NAME) ? names(registry, query) : Stream.empty();
        Stream<Row<T>> members =
                query.admits(Kind.PROPERTY) || query.admits(Kind.COUNTER) ? members(registry, query) : Stream.empty();
        return Stream.concat(names, members);
    }

    /** What one owner holds, a copy of it at first, as the list of a living owner cannot be walked without a lock. */
    private static <T> Stream<Row<T>> held(LocalOwner<T> owner) {
        return owner.registrations().stream().map(row -> (Row<T>) row).filter(row -> isSeen(owner, row));
    }

    private static boolean isSeen(LocalOwner<?> owner, Row<?> row) {
        return row.isHeld() && (row instanceof NameRow || !owner.isHidden());
    }

    private static <T> Stream<Row<T>> names(LocalRegistry<T> registry, Query query) {
        Stream<NameRow<T>> rows =
                query.key().map(key -> named(registry, key)).orElseGet(() -> registry.names.table.stream());
        return rows.filter(row -> query.admits(row.name)).mapMulti((row, found) -> {
            NameRow<T> living = row.owner.hasEnded() ? registry.names.find(row.name) : row;
            if (living != null) {
                found.accept(living);
            }
        });
    }

    private static <T> Stream<NameRow<T>> named(LocalRegistry<T> registry, Key key) {
        NameRow<T> row = key instanceof Name name ? registry.names.find(name) : null;
        return row == null ? Stream.empty() : Stream.of(row);
    }

    private static <T> Stream<Row<T>> members(LocalRegistry<T> registry, Query query) {
        Map<SharedKey, Members<T>> table = registry.memberships.table();
        Stream<Members<T>> shared = query.key().map(key -> shared(table, key)).orElseGet(() -> table.values().stream());
        return shared.filter(members -> query.admits(members.key)).mapMulti(Members::forEach);
    }

    private static <T> Stream<Members<T>> shared(Map<SharedKey, Members<T>> table, Key key) {
        Members<T> members = key instanceof SharedKey held ? table.get(held) : null;
        return members == null ? Stream.empty() : Stream.of(members);
    }
}
