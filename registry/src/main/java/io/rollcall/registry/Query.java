package io.rollcall.registry;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which entries to list. Made by naming a kind of keys, narrowed by what each further call adds; all of it must
 * hold:
 *
 * <pre>{@code
 * Query blue = Query.names().prefix("device:").where(value -> "blue".equals(value));
 * }</pre>
 *
 * <p>Immutable, safe to share, and of no registry until it names an owner.
 *
 * @see Registry#entries(Query)
 * @see Registry#page(Query, int, Cursor)
 * @since 0.1
 */
public final class Query {
    private static final Query ALL = new Query(null, null, null, null, value -> true);

    private final @Nullable Kind kind;
    private final @Nullable Key key;
    private final @Nullable String prefix;
    private final @Nullable Owner<?> holder;
    private final Predicate<? super @Nullable Object> value;

    private Query(
            @Nullable Kind kind,
            @Nullable Key key,
            @Nullable String prefix,
            @Nullable Owner<?> holder,
            Predicate<? super @Nullable Object> value) {
        this.kind = kind;
        this.key = key;
        this.prefix = prefix;
        this.holder = holder;
        this.value = value;
    }

    /**
     * Asks for every entry.
     *
     * @return a query that nothing narrows
     */
    public static Query all() {
        return ALL;
    }

    /**
     * Asks for the names that are held.
     *
     * @return a query for one entry of each name
     */
    public static Query names() {
        return of(Kind.NAME);
    }

    /**
     * Asks for the memberships of all properties.
     *
     * @return a query for one entry of each member of each property
     */
    public static Query properties() {
        return of(Kind.PROPERTY);
    }

    /**
     * Asks for the numbers under all counters.
     *
     * @return a query for one entry of each member of each counter
     */
    public static Query counters() {
        return of(Kind.COUNTER);
    }

    private static Query of(Kind kind) {
        return new Query(kind, null, null, null, ALL.value);
    }

    /**
     * Asks for the entries of one key: a name's holder, or a shared key's members. It costs no look at other keys.
     *
     * @param key the key
     * @return a query for that key alone
     */
    public static Query of(Key key) {
        return new Query(null, Objects.requireNonNull(key, "key"), null, null, ALL.value);
    }

    /**
     * Narrows to keys made of Strings that start so.
     *
     * @param start compared char by char; empty for all keys made of Strings. It takes the place of an earlier one
     * @return the narrower query
     */
    public Query prefix(String start) {
        return new Query(kind, key, Objects.requireNonNull(start, "start"), holder, value);
    }

    /**
     * Narrows to what one owner holds. Such a query costs time and memory in proportion to that, not to all entries.
     *
     * @param owner an owner of the registry that will be asked; it takes the place of an earlier one
     * @return the narrower query
     */
    public Query heldBy(Owner<?> owner) {
        return new Query(kind, key, prefix, Objects.requireNonNull(owner, "owner"), value);
    }

    /**
     * Narrows to entries with a value that a test admits.
     *
     * @param test is given the entry's value, which may be null, in the thread that draws the stream or asks for the
     *     page, under no lock; it may call the registry. What it throws reaches that thread. It must hold besides
     *     earlier ones, which are asked first
     * @return the narrower query
     */
    public Query where(Predicate<? super @Nullable Object> test) {
        Objects.requireNonNull(test, "test");
        Predicate<? super @Nullable Object> earlier = value;
        return new Query(kind, key, prefix, holder, given -> earlier.test(given) && test.test(given));
    }

    /** The only key asked for, if it is but one. */
    Optional<Key> key() {
        return Optional.ofNullable(key);
    }

    /** The only owner asked for, if it is but one. */
    Optional<Owner<?>> holder() {
        return Optional.ofNullable(holder);
    }

    boolean admits(Kind asked) {
        return kind == null || kind == asked;
    }

    boolean admits(Key asked) {
        return admits(Kind.of(asked))
                && (key == null || key.equals(asked))
                && (prefix == null || (asked.value() instanceof String text && text.startsWith(prefix)));
    }

    /** Asks the user's tests, hence call it with no lock held. */
    boolean admits(Entry<?> entry) {
        return value.test(entry.value());
    }
}
