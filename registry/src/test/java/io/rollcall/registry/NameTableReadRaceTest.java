package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a look-up without a lock may answer while rows come, go and are replaced, and the table grows under it. */
@Tag("stress")
class NameTableReadRaceTest {
    private static final int STANDING = 64;
    private static final int CHURNED = 4096;
    private static final Name MOVED = Name.of("moved");

    /** Names that stand all the time, one that is handed on, one that comes and goes, and many that make it grow. */
    private static final class Reads {
        final NameTable<String> table = new NameTable<>();
        final LocalOwner<String> owner;
        int missed;
        int doubled;
        int stale;
        volatile boolean over;
        /** The number of the last row that was removed. */
        volatile int removed = -1;

        Reads(LocalOwner<String> owner) {
            this.owner = owner;
            for (int i = 0; i < STANDING; i++) {
                put(Name.of("standing" + i), i);
            }
            put(MOVED, 0);
        }

        void put(Name name, int number) {
            NameRow<String> row = new NameRow<>(owner, name, number);
            synchronized (table.lock(name)) {
                assertThat(table.putIfAbsent(row)).isNull();
            }
        }

        void remove(Name name) {
            synchronized (table.lock(name)) {
                table.remove(name);
            }
        }

        void comeAndGo() {
            for (int i = 0; i < CHURNED; i++) {
                put(Name.of(i), i);
                NameRow<String> heir = new NameRow<>(owner, MOVED, i);
                synchronized (table.lock(MOVED)) {
                    table.replace(heir);
                }
            }
            for (int i = 0; i < CHURNED; i++) {
                remove(Name.of(i));
                put(Name.of("one"), i);
                remove(Name.of("one"));
                removed = i;
            }
            over = true;
        }

        void look() {
            for (int i = 0; !over; i++) {
                missed += table.get(Name.of("standing" + i % STANDING)) == null ? 1 : 0;
                missed += table.get(MOVED) == null ? 1 : 0;
                int before = removed;
                NameRow<String> one = table.get(Name.of("one"));
                stale += one != null && one.value() instanceof Integer number && number <= before ? 1 : 0;
            }
        }

        void visit() {
            while (!over) {
                Map<Name, Integer> visits = new HashMap<>();
                table.forEach((name, row) -> {
                    if (name.value() instanceof String text && !text.equals("one")) {
                        visits.merge(name, 1, Integer::sum);
                    }
                });
                missed += STANDING + 1 - visits.size();
                doubled += visits.values().stream().anyMatch(times -> times > 1) ? 1 : 0;
            }
        }
    }

    private static void judge(Reads reads) {
        assertThat(reads.missed).as("standing rows missed").isZero();
        assertThat(reads.doubled).as("rows visited twice").isZero();
        assertThat(reads.stale).as("removed rows found").isZero();
        assertThat(reads.table.size()).isEqualTo(STANDING + 1);
    }

    @Test
    void get_whileRowsComeGoAndAreReplaced_missesNoneThatStands() {
        try (Registry<String> registry = Registry.create()) {
            LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
            new Race<>(20, () -> new Reads(owner)).run(NameTableReadRaceTest::judge, Reads::look, Reads::comeAndGo);
        }
    }

    @Test
    void forEach_whileTableGrows_visitsWhatStandsExactlyOnce() {
        try (Registry<String> registry = Registry.create()) {
            LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
            new Race<>(20, () -> new Reads(owner)).run(NameTableReadRaceTest::judge, Reads::visit, Reads::comeAndGo);
        }
    }
}
