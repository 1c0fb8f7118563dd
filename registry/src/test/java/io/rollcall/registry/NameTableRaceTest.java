package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether somebody waits is known for sure, however many come and go at other names. */
@Tag("stress")
class NameTableRaceTest {
    private static final Name NAME = Name.of("alice");
    private static final int LOOKS = 500_000;

    /** One who waits for the name all the time, and some that two threads add and remove, either what the other did. */
    private static final class Waiting {
        final NameTable<String> table = new NameTable<>();
        final NameRow<String> row;
        final List<Await<String>> others = new ArrayList<>();
        final AtomicBoolean over = new AtomicBoolean();
        int overlooked;

        Waiting(LocalOwner<String> owner) {
            row = new NameRow<>(owner, NAME, null);
            table.add(new Place<>(row, new CompletableFuture<>()));
            for (int i = 0; i < 16; i++) {
                others.add(Await.held(owner.registry.names.awaits(), Name.of(i), Runnable::run, new Promise<>()));
            }
        }

        void comeAndGo() {
            while (!over.get()) {
                for (Await<String> other : others) {
                    synchronized (table.lock(other.name())) {
                        table.add(other);
                    }
                }
                for (Await<String> other : others) {
                    synchronized (table.lock(other.name())) {
                        table.remove(other);
                    }
                }
            }
        }

        void look() {
            for (int i = 0; i < LOOKS; i++) {
                synchronized (table.lock(NAME)) {
                    overlooked += table.first(row) == null ? 1 : 0;
                }
            }
            over.set(true);
        }
    }

    @Test
    void waiter_whileOthersComeAndGo_isNeverOverlooked() {
        try (Registry<String> registry = Registry.create()) {
            LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
            new Race<>(10, () -> new Waiting(owner))
                    .run(
                            waiting -> assertThat(waiting.overlooked).isZero(),
                            Waiting::look,
                            Waiting::comeAndGo,
                            Waiting::comeAndGo);
        }
    }
}
