package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What stays is listed exactly once, while names and members around it come, go and change hands. */
@Tag("stress")
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class QueryRaceTest {
    private static final int ROUNDS = 100;
    private static final int STAYING = 40;
    private static final int PASSING = 200;
    private static final Property ROOM = Property.of("room");
    private static final Query NAMES = Query.names().prefix("n");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();

    /** What stays, what does not, and who brings that about. */
    private final class Round {
        final Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .reporter(reported::add)
                .build();
        final Set<Cursor> staying = new HashSet<>();
        final AtomicBoolean over = new AtomicBoolean();
        private final long seed;

        private Round(Random random) {
            seed = random.nextLong();
            List<Integer> numbers =
                    new ArrayList<>(IntStream.range(0, STAYING).boxed().toList());
            Collections.shuffle(numbers, random);
            for (int number : numbers) {
                Owner<String> owner = registry.join("stays");
                staying.add(place(owner.register(Name.of("n" + number * 5)).entry()));
                staying.add(place(owner.register(ROOM).entry()));
                staying.add(place(owner.register(Property.of("p" + number)).entry()));
            }
        }

        /** Lets others come to the keys around, move, and go, until the reader has seen enough. */
        void change() {
            Random random = new Random(seed);
            while (!over.get()) {
                List<Owner<String>> passing = IntStream.range(0, 4)
                        .mapToObj(i -> registry.join("passes"))
                        .toList();
                for (int i = 0; i < PASSING / 4; i++) {
                    Owner<String> owner = passing.get(random.nextInt(passing.size()));
                    owner.tryRegister(Name.of("n" + (random.nextInt(STAYING) * 5 + 1)));
                    owner.register(ROOM).unregister();
                    owner.register(ROOM);
                    owner.register(Property.of("p" + random.nextInt(2 * STAYING)));
                    passing.get(random.nextInt(passing.size())).tryRegister(Name.of("n0 " + i));
                }
                passing.forEach(Owner::leave);
            }
        }

        void list() {
            for (int i = 0; i < 20; i++) {
                List<Cursor> listed =
                        registry.entries(Query.all()).map(QueryRaceTest::place).toList();
                assertThat(listed.stream().filter(staying::contains))
                        .hasSize(staying.size())
                        .doesNotHaveDuplicates();
            }
        }

        void page() {
            for (int size : new int[] {1, 7, 64}) {
                List<Cursor> listed = new ArrayList<>();
                for (Optional<Cursor> next = page(size, null, listed); next.isPresent(); ) {
                    next = page(size, next.get(), listed);
                }
                assertThat(listed).doesNotHaveDuplicates().isSortedAccordingTo(Cursor.ORDER);
                assertThat(listed).containsAll(staying);
            }
        }

        private Optional<Cursor> page(int size, @Nullable Cursor after, List<Cursor> listed) {
            Page<String> page = registry.page(Query.all(), size, after);
            page.entries().forEach(entry -> listed.add(place(entry)));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(size);
            return page.next();
        }

        void end() {
            assertThat(registry.audit()).isEmpty();
            registry.close();
            assertThat(registry.audit()).isEmpty();
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }
    }

    private static Cursor place(Entry<String> entry) {
        return new Cursor(entry.key(), entry.owner().id());
    }

    @AfterEach
    void reporter_afterAllRounds_heardNothing() {
        assertThat(reported).isEmpty();
    }

    private static void untilDone(Round round, Runnable reads) {
        try {
            reads.run();
        } finally {
            round.over.set(true);
        }
    }

    @Test
    void entries_whileOthersComeAndGo_listsWhatStaysOnce() {
        new Race<>(ROUNDS, Round::new).run(Round::end, Round::change, round -> untilDone(round, round::list));
    }

    @Test
    void page_whileOthersComeAndGo_listsWhatStaysOnceAndNothingTwice() {
        new Race<>(ROUNDS, Round::new).run(Round::end, Round::change, round -> untilDone(round, round::page));
    }

    @Test
    void entries_aNameThatMovesWithoutAGap_isNeverMissed() {
        Name leader = Name.of("n");
        Race<Round> race = new Race<>(ROUNDS, Round::new);
        race.run(
                Round::end,
                round -> {
                    Owner<String> holder = round.registry.join("first");
                    holder.register(leader);
                    while (!round.over.get()) {
                        Owner<String> next = round.registry.join("next");
                        next.registerWhenFree(leader);
                        holder.leave(); // who never lets anybody see the name free
                        holder = next;
                    }
                },
                round -> untilDone(round, () -> {
                    round.registry.await(leader).join();
                    for (int i = 0; i < 200; i++) {
                        assertThat(round.registry
                                        .entries(NAMES)
                                        .filter(entry -> entry.key().equals(leader)))
                                .isNotEmpty();
                        assertThat(round.registry
                                        .page(Query.of(leader), 1, null)
                                        .entries())
                                .hasSize(1);
                    }
                }));
    }
}
