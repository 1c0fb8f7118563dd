package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys of a user's class whose methods throw leave nothing half done. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class BadKeysTest {
    /** More than a table keeps in a list where their hash codes are equal. */
    private static final int MANY = 100;

    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b", null, Limits.NONE.withNames(2 * MANY));

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(new Census(0, 0, 0, 0, 0, 0, 0));
    }

    /** A key that has no order, and one hash code. */
    private record Orderless(int number) implements Comparable<Orderless> {
        @Override
        public int compareTo(Orderless other) {
            throw new ClassCastException("no order");
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    /** A key that cannot tell whether it is another, with one hash code. */
    private static final class Faceless implements Comparable<Faceless> {
        @Override
        public int compareTo(Faceless other) {
            return 0;
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("no face");
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Test
    void keysWithoutAnOrder_ofOneHashCode_areHeldFoundAndGivenBackAllTheSame() {
        for (int i = 0; i < MANY; i++) {
            a.register(Name.of(new Orderless(i)), i);
            b.registerWhenFree(Name.of(new Orderless(i)));
            a.register(Property.of(new Orderless(i)));
            a.register(Counter.of(new Orderless(i)), i);
        }
        assertThat(registry.audit()).isEmpty();
        for (int i = 0; i < MANY; i++) {
            assertThat(registry.find(Name.of(new Orderless(i)))).isEqualTo("a");
            assertThat(registry.count(Property.of(new Orderless(i)))).isOne();
            assertThat(registry.total(Counter.of(new Orderless(i)))).isEqualTo(i);
        }
        a.leave();
        assertThat(b.registrations()).hasSize(MANY);
        b.leave();
        assertThat(registry.census()).isEqualTo(new Census(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void keysWithoutAnOrder_inABatch_areAllOrNone() {
        Map<Key, Object> keys = new TreeMap<>((one, other) -> Integer.compare(number(one), number(other)));
        for (int i = 0; i < MANY; i++) {
            keys.put(Name.of(new Orderless(i)), i);
        }
        b.register(Name.of(new Orderless(MANY - 1)));
        assertThatThrownBy(() -> a.registerAll(keys)).isInstanceOf(NameTakenException.class);
        assertThat(registry.census().names()).isOne();
        b.leave();
        assertThat(a.registerAll(keys)).hasSize(MANY);
    }

    private static int number(Key key) {
        return ((Orderless) key.value()).number();
    }

    @Test
    void page_ofKeysWithoutAnOrder_saysWhy() {
        a.register(Name.of(new Orderless(1)));
        a.register(Name.of(new Orderless(2)));
        assertThatThrownBy(() -> registry.page(Query.all(), 2, null)).hasMessage("no order");
        assertThat(registry.entries(Query.all())).hasSize(2);
    }

    @Test
    void keyThatThrowsWhenAskedWhetherItIsAnother_reachesTheCallerAndLeavesNothing() {
        Registration<String> held = a.register(Name.of(new Faceless()));
        a.register(Property.of(new Faceless()));
        Name another = Name.of(new Faceless());
        Census before = registry.census();
        assertThatThrownBy(() -> b.register(another)).hasMessage("no face");
        assertThatThrownBy(() -> b.registerWhenFree(another)).hasMessage("no face");
        assertThatThrownBy(() -> b.takeOver(another, Displaced.END)).hasMessage("no face");
        assertThatThrownBy(() -> b.registerAll(Map.of(another, 1))).hasMessage("no face");
        assertThatThrownBy(() -> b.registerAll(Map.of(Name.of("bob"), 1, Property.of(new Faceless()), 1)))
                .hasMessage("no face");
        assertThatThrownBy(() -> registry.await(another)).hasMessage("no face");
        assertThatThrownBy(() -> b.register(Property.of(new Faceless()))).hasMessage("no face");
        assertThat(registry.census()).isEqualTo(before);
        assertThat(b.registrations()).isEmpty();
        assertThat(held.unregister()).isTrue();
        assertThat(a.leave()).isTrue();
        assertThat(registry.census()).isEqualTo(new Census(1, 0, 0, 0, 0, 0, 0));
    }
}
