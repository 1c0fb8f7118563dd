package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys chosen so that their hash codes collide cost a logarithm each, not a walk over all of them. */
@Timeout(60) // a backstop only: what is asserted are comparisons
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class CollidingKeysTest {
    private static final int BLOCKS = 14;
    private static final int KEYS = 1 << BLOCKS;
    /** A descent in a tree of that many keys, with room for two comparisons a level and an unbalanced tree. */
    private static final long A_DESCENT = 6L * BLOCKS;

    private static final LongAdder COMPARISONS = new LongAdder();

    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).build();
    private final Owner<String> owner = registry.join("a");
    private final Owner<String> other = registry.join("b");

    /** A user's key whose hash code says nothing. */
    private record Device(int number) implements Comparable<Device> {
        @Override
        public int compareTo(Device that) {
            COMPARISONS.increment();
            return Integer.compare(number, that.number);
        }

        @Override
        public boolean equals(Object that) {
            COMPARISONS.increment();
            return that instanceof Device device && device.number == number;
        }

        @Override
        public int hashCode() {
            return 42;
        }
    }

    @BeforeEach
    void comparisons_startAtZero() {
        COMPARISONS.reset();
    }

    @AfterEach
    void registry_closed_isEmpty() {
        registry.close();
        assertThat(registry.audit()).isEmpty();
    }

    /** Expects that few comparisons for each key and step of what has been done since the last call. */
    private static void expectDescents(int each) {
        assertThat(COMPARISONS.sumThenReset()).isPositive().isLessThanOrEqualTo((long) each * KEYS * A_DESCENT);
    }

    @Test
    void names_userKeysWithOneHashCode_areRegisteredFoundAndFreedByDescents() {
        for (int i = 0; i < KEYS; i++) {
            owner.register(Name.of(new Device(i)));
        }
        expectDescents(1);
        for (int i = 0; i < KEYS; i++) {
            assertThat(registry.find(Name.of(new Device(i)))).isEqualTo("a");
        }
        expectDescents(1);
        assertThat(registry.find(Name.of(new Device(-1)))).isNull();
        COMPARISONS.reset();
        owner.leave();
        expectDescents(3);
        assertThat(registry.census().names()).isZero();
    }

    @Test
    void names_waitedForWithOneHashCode_areServedByDescents() {
        for (int i = 0; i < KEYS; i++) {
            registry.await(Name.of(new Device(i)));
        }
        for (int i = 0; i < KEYS; i++) {
            owner.register(Name.of(new Device(i)));
        }
        expectDescents(6);
        for (int i = 0; i < KEYS; i++) {
            other.registerWhenFree(Name.of(new Device(i)), null);
        }
        owner.leave();
        expectDescents(10);
        assertThat(other.registrations()).hasSize(KEYS);
        assertThat(registry.census().waiting()).isZero();
    }

    @Test
    void properties_userKeysWithOneHashCode_areJoinedCountedAndLeftByDescents() {
        for (int i = 0; i < KEYS; i++) {
            owner.register(Property.of(new Device(i)));
        }
        expectDescents(5);
        for (int i = 0; i < KEYS; i++) {
            assertThat(registry.count(Property.of(new Device(i)))).isOne();
            owner.register(Property.of(new Device(i)), i); // finds its own entry
        }
        expectDescents(2);
        owner.leave();
        expectDescents(1);
        assertThat(registry.census().properties()).isZero();
    }

    @Test
    void names_stringsWithOneHashCode_areAllDistinct() {
        List<String> strings = colliding();
        assertThat(strings)
                .hasSize(KEYS)
                .allMatch(text -> text.hashCode() == strings.get(0).hashCode());
        strings.forEach(text -> owner.register(Name.of(text), text));
        strings.forEach(text -> owner.register(Property.of(text), text));
        assertThat(registry.census()).isEqualTo(new Census(2, KEYS, KEYS, 0, KEYS, 0, 0));
        assertThat(strings)
                .allSatisfy(text -> assertThat(
                                registry.entry(Name.of(text)).orElseThrow().value())
                        .isEqualTo(text));
        assertThat(registry.find(Name.of("BB".repeat(BLOCKS + 1)))).isNull();
        owner.leave();
        assertThat(registry.census()).isEqualTo(new Census(1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void names_stringsWithOneHashCode_haveHashCodesThatDiffer() {
        long codes = colliding().stream()
                .map(text -> Name.of(text).hashCode())
                .distinct()
                .count();
        assertThat(codes).isGreaterThan(KEYS - 100); // of so many at random, 1 in 30 runs has one pair alike
    }

    @Test
    void names_equalStringsOfAnyLength_haveOneHashCode() {
        for (int length = 1; length <= 2 * BLOCKS; length++) {
            String text = "\u20acuro".repeat(BLOCKS).substring(0, length);
            assertThat(Name.of(text)).isEqualTo(Name.of(String.valueOf(text.toCharArray())));
            assertThat(Name.of(text)).hasSameHashCodeAs(Name.of(String.valueOf(text.toCharArray())));
            assertThat(Name.of(text + "x")).doesNotHaveSameHashCodeAs(Name.of(text + "y"));
        }
    }

    @Test
    void names_oneHashCodeAndManyClasses_areAllDistinct() {
        owner.register(Name.of(new Device(42)));
        for (int i = 0; i < 100; i++) {
            owner.register(Name.of(new Device(1000 + i)));
        }
        owner.register(Name.of(42));
        owner.register(Name.of(42L));
        owner.register(Name.of((short) 42));
        owner.register(Name.of("*")); // 42 too
        assertThat(owner.registrations()).hasSize(105);
        for (Registration<String> registration : owner.registrations()) {
            assertThat(registry.entry((Name) registration.key()).orElseThrow().key())
                    .isSameAs(registration.key());
        }
    }

    private static List<String> colliding() {
        List<String> strings = new ArrayList<>();
        for (int bits = 0; bits < KEYS; bits++) {
            StringBuilder text = new StringBuilder();
            for (int block = 0; block < BLOCKS; block++) {
                text.append((bits >> block & 1) == 0 ? "Aa" : "BB");
            }
            strings.add(text.toString());
        }
        return strings;
    }
}
