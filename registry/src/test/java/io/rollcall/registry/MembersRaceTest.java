package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A visit shows each member that stays exactly once, while the table beneath it shrinks and grows. */
@Tag("stress")
class MembersRaceTest {
    private static final int EPOCHS = 20_000;
    private static final int TRANSIENT = 20;
    private static final int NONE = -1;

    /** One writer and its visitor. In each epoch one member stays, added last, and so is moved by what follows. */
    private static final class Table {
        final LocalOwner<String> owner;
        final Members<String> members;
        final AtomicBoolean over = new AtomicBoolean();
        volatile int epoch = NONE;
        int judged;

        Table(LocalOwner<String> owner) {
            this.owner = owner;
            members = new Members<>(Property.of("room"), owner.registry.watches);
            add(row(NONE)); // so that the table is never empty, and stays in use
        }

        private MemberRow<String> row(int value) {
            return new MemberRow<>(owner, members, value, 0);
        }

        private void add(MemberRow<String> row) {
            synchronized (members) {
                assertThat(members.add(row, Reason.REGISTERED)).isTrue();
            }
        }

        private void remove(MemberRow<String> row) {
            synchronized (members) {
                members.remove(row, Reason.DROPPED);
            }
        }

        void write() {
            try {
                for (int i = 0; i < EPOCHS; i++) {
                    MemberRow<String> stays = row(i);
                    comeAndGo(() -> {
                        add(stays);
                        epoch = stays.value() instanceof Integer value ? value : NONE;
                    });
                    comeAndGo(() -> {});
                    epoch = NONE;
                    remove(stays);
                }
            } finally {
                over.set(true);
            }
        }

        private void comeAndGo(Runnable between) {
            @SuppressWarnings({"unchecked", "rawtypes"})
            MemberRow<String>[] crowd = new MemberRow[TRANSIENT];
            for (int i = 0; i < TRANSIENT; i++) {
                crowd[i] = row(NONE);
                add(crowd[i]);
            }
            between.run();
            for (MemberRow<String> row : crowd) {
                remove(row);
            }
        }

        void visit() {
            int[] seen = {0};
            while (!over.get()) {
                int before = epoch;
                seen[0] = 0;
                members.forEach(row -> {
                    if (before != NONE && row.value() instanceof Integer value && value == before) {
                        seen[0]++;
                    }
                });
                if (before != NONE && before == epoch) {
                    judged++;
                    assertThat(seen[0]).isOne();
                }
            }
        }
    }

    @Test
    void forEach_whileTheTableShrinksAndGrows_visitsWhoStaysOnce() {
        try (Registry<String> registry = Registry.create()) {
            LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
            new Race<>(3, () -> new Table(owner))
                    .run(table -> assertThat(table.judged).isNotNegative(), Table::write, Table::visit);
        }
    }
}
