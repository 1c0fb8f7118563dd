package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the table promises whichever map is behind it. */
class NameTableTest {
    private static final Name NAME = Name.of("alice");
    private static final int MANY = 10_000;

    private final Registry<String> registry = Registry.create();
    private final LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
    private final NameTable<String> table = new NameTable<>();

    @AfterEach
    void close() {
        registry.close();
    }

    private NameRow<String> row(Name name) {
        return new NameRow<>(owner, name, null);
    }

    @Test
    void putIfAbsent_nameTaken_answersWithTheRowThatStands() {
        NameRow<String> row = row(NAME);
        assertThat(table.putIfAbsent(row)).isNull();
        assertThat(table.putIfAbsent(row(Name.of("alice")))).isSameAs(row);
        assertThat(table.get(Name.of("alice"))).isSameAs(row);
        assertThat(table.size()).isOne();
    }

    @Test
    void replace_nameTaken_isFoundInstead() {
        NameRow<String> heir = row(NAME);
        table.putIfAbsent(row(NAME));
        table.replace(heir);
        assertThat(table.get(NAME)).isSameAs(heir);
        assertThat(table.size()).isOne();
    }

    @Test
    void remove_manyNames_leavesNothing() {
        for (int i = 0; i < MANY; i++) {
            table.putIfAbsent(row(Name.of(i)));
        }
        assertThat(table.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            table.remove(Name.of(i));
        }
        assertThat(table.size()).isZero();
        assertThat(table.get(Name.of(0))).isNull();
    }

    @Test
    void forEach_tableGrowsMeanwhile_visitsWhatStandsExactlyOnce() {
        for (int i = 0; i < 100; i++) {
            table.putIfAbsent(row(Name.of(i)));
        }
        Map<Name, Integer> visits = new HashMap<>();
        table.forEach((name, row) -> {
            assertThat(row.name).isEqualTo(name);
            visits.merge(name, 1, Integer::sum);
            for (int i = 0; i < 10 && table.size() < MANY; i++) {
                table.putIfAbsent(row(Name.of("grown" + table.size())));
            }
        });
        assertThat(visits.values()).containsOnly(1);
        for (int i = 0; i < 100; i++) {
            assertThat(visits).containsKey(Name.of(i));
        }
    }

    @Test
    void stripe_ofEqualNames_isOneAndSaysWhichLock() {
        Map<Integer, Object> locks = new HashMap<>();
        Set<Object> distinct = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            Name name = Name.of("user" + i);
            assertThat(table.stripe(Name.of("user" + i))).isEqualTo(table.stripe(name));
            assertThat(locks.computeIfAbsent(table.stripe(name), stripe -> table.lock(name)))
                    .isSameAs(table.lock(name));
        }
        distinct.addAll(locks.values());
        assertThat(distinct).hasSameSizeAs(locks.keySet()).hasSizeGreaterThan(1);
    }
}
