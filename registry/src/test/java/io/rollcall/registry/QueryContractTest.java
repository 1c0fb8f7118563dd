package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Registry#entries(Query)} and {@link Registry#page} promise, and {@link Query} itself. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class QueryContractTest {
    private static final Property ROOM = Property.of("room");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .reporter(reported::add)
            .build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(reported).isEmpty();
    }

    private static String text(Entry<String> entry) {
        return (entry.key() instanceof Name ? "" : "@") + entry.key() + " " + entry.subject();
    }

    private List<String> list(Query query) {
        return registry.entries(query).map(QueryContractTest::text).toList();
    }

    private static List<String> texts(Page<String> page) {
        return page.entries().stream().map(QueryContractTest::text).toList();
    }

    /** All pages one after the other, of which all but the last are full. */
    private List<String> pages(Query query, int size) {
        List<String> all = new ArrayList<>();
        Page<String> page = registry.page(query, size, null);
        while (page.next().isPresent()) {
            assertThat(page.entries()).hasSize(size);
            all.addAll(texts(page));
            page = registry.page(query, size, page.next().get());
        }
        assertThat(page.entries()).hasSizeLessThanOrEqualTo(size);
        all.addAll(texts(page));
        return all;
    }

    private void fill() {
        a.register(Name.of("x1"), "blue");
        b.register(Name.of("x2"), "red");
        a.register(Name.of("y"), null);
        a.register(Name.of(7), 7);
        b.register(ROOM, "blue");
        a.register(ROOM, "red");
        a.register(Property.of("x1"), 1);
    }

    @Nested
    class Queried {
        @Test
        void entries_all_listsEveryEntryWithOwnerAndValue() {
            fill();
            Set<Entry<String>> expected = new HashSet<>();
            Stream.of(a, b).forEach(owner -> owner.registrations().forEach(row -> expected.add(row.entry())));
            List<Entry<String>> found = registry.entries(Query.all()).toList();
            assertThat(found).hasSize(7).containsExactlyInAnyOrderElementsOf(expected);
        }

        @Test
        void entries_ofAKind_leavesOutTheOther() {
            fill();
            assertThat(list(Query.names())).containsExactlyInAnyOrder("x1 a", "x2 b", "y a", "7 a");
            assertThat(list(Query.properties())).containsExactlyInAnyOrder("@room a", "@room b", "@x1 a");
        }

        @Test
        void entries_ofAKey_listsThatOfItsKindAlone() {
            fill();
            assertThat(list(Query.of(Name.of("x1")))).containsExactly("x1 a");
            assertThat(list(Query.of(Property.of("x1")))).containsExactly("@x1 a");
            assertThat(list(Query.of(ROOM))).containsExactlyInAnyOrder("@room a", "@room b");
            assertThat(list(Query.of(Name.of("room")))).isEmpty();
            assertThat(list(Query.of(ROOM).heldBy(b))).containsExactly("@room b");
            assertThat(list(Query.of(ROOM).prefix("x"))).isEmpty();
        }

        @Test
        void entries_withAPrefix_listsStringKeysThatStartSo() {
            fill();
            a.register(Name.of(70));
            assertThat(list(Query.all().prefix("x"))).containsExactlyInAnyOrder("x1 a", "x2 b", "@x1 a");
            assertThat(list(Query.names().prefix("x1"))).containsExactly("x1 a");
            assertThat(list(Query.names().prefix("7"))).isEmpty();
            assertThat(list(Query.names().prefix(""))).containsExactlyInAnyOrder("x1 a", "x2 b", "y a");
            assertThat(list(Query.names().prefix("y").prefix("x2"))).containsExactly("x2 b");
        }

        @Test
        void entries_heldByAnOwner_listsItsOwn() {
            fill();
            assertThat(list(Query.all().heldBy(b))).containsExactlyInAnyOrder("x2 b", "@room b");
            assertThat(list(Query.names().heldBy(b))).containsExactly("x2 b");
            assertThat(list(Query.names().heldBy(b).heldBy(a).prefix("x"))).containsExactly("x1 a");
            b.leave();
            assertThat(list(Query.all().heldBy(b))).isEmpty();
        }

        @Test
        void entries_whereValues_asksEachTestInTurn() {
            fill();
            assertThat(list(Query.all().where("blue"::equals))).containsExactlyInAnyOrder("x1 a", "@room b");
            assertThat(list(Query.all().where(value -> value == null))).containsExactly("y a");
            assertThat(list(Query.all().where(Integer.class::isInstance).where(value -> (int) value > 1)))
                    .containsExactly("7 a");
        }

        @Test
        void query_narrowed_staysAsItWas() {
            fill();
            Query names = Query.names();
            assertThat(list(names.prefix("x2"))).hasSize(1);
            assertThat(list(names.heldBy(b))).hasSize(1);
            assertThat(list(names.where("red"::equals))).hasSize(1);
            assertThat(list(names)).hasSize(4);
        }

        @Test
        void entries_testCallsTheRegistry_works() {
            fill();
            assertThat(list(Query.names()
                            .where(value -> a.tryRegister(Name.of("new")) != null && !Thread.holdsLock(a))))
                    .hasSizeBetween(4, 5);
            assertThat(list(Query.properties()
                            .where(value -> b.leave() || !b.endReason().isEmpty())))
                    .isNotEmpty();
        }

        @Test
        void entries_testThrows_reachesTheCaller() {
            fill();
            Query failing = Query.all().where(value -> {
                throw new IllegalStateException("no");
            });
            assertThatThrownBy(() -> list(failing)).hasMessage("no");
            assertThatThrownBy(() -> registry.page(failing, 2, null)).hasMessage("no");
        }

        @Test
        void entries_drawnLater_listsWhatIsThereThen() {
            fill();
            Stream<Entry<String>> names = registry.entries(Query.names());
            Stream<Entry<String>> held = registry.entries(Query.names().heldBy(a));
            b.leave();
            a.registration(Name.of("y")).orElseThrow().unregister();
            assertThat(names.map(QueryContractTest::text)).containsExactlyInAnyOrder("x1 a", "7 a");
            assertThat(held.map(QueryContractTest::text)).containsExactlyInAnyOrder("x1 a", "7 a");
        }

        @Test
        void entries_onlyAwaitedOrStarted_listsNothing() {
            registry.await(Name.of("x"));
            registry.startOrLocate(Name.of("y"), name -> new CompletableFuture<>(), Duration.ofHours(1));
            assertThat(list(Query.all())).isEmpty();
        }

        @Test
        void entries_holderIsJustEnding_listsTheHeirAtOnce() {
            LocalOwner<String> holder = (LocalOwner<String>) a;
            a.register(Name.of("x"));
            a.register(Name.of("y"));
            a.register(ROOM);
            b.registerWhenFree(Name.of("x"));
            holder.markEnded(null, Reason.LEFT); // and goes no further yet
            assertThat(list(Query.all())).containsExactly("x b");
            assertThat(list(Query.of(Name.of("x")))).containsExactly("x b");
            assertThat(list(Query.of(Name.of("y")))).isEmpty();
            assertThat(list(Query.all().heldBy(a))).isEmpty();
            holder.departure.finish();
        }

        @Test
        void query_null_throws() {
            assertThatNullPointerException().isThrownBy(() -> Query.of(null));
            assertThatNullPointerException().isThrownBy(() -> Query.all().prefix(null));
            assertThatNullPointerException().isThrownBy(() -> Query.all().heldBy(null));
            assertThatNullPointerException().isThrownBy(() -> Query.all().where(null));
            assertThatNullPointerException().isThrownBy(() -> registry.entries((Query) null));
            assertThatNullPointerException().isThrownBy(() -> registry.page(null, 1, null));
            assertThatNullPointerException().isThrownBy(() -> new Cursor(null, 1));
        }

        @Test
        void entries_heldByAnOwnerOfAnotherRegistry_throws() {
            try (Registry<String> other = Registry.create()) {
                Query foreign = Query.all().heldBy(other.join("f"));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> registry.entries(foreign))
                        .withMessage("an owner of this registry was expected, given was owner 1 (f)");
                assertThatIllegalArgumentException().isThrownBy(() -> registry.page(foreign, 1, null));
            }
        }

        @Test
        void queries_onAClosedRegistry_throw() {
            registry.close();
            assertThatThrownBy(() -> registry.entries(Query.all())).isInstanceOf(RegistryClosedException.class);
            assertThatThrownBy(() -> registry.page(Query.all(), 1, null)).isInstanceOf(RegistryClosedException.class);
            assertThatThrownBy(() -> registry.entries(Query.all().heldBy(a)))
                    .isInstanceOf(RegistryClosedException.class);
        }
    }

    @Nested
    class Paged {
        @Test
        void page_ofEverySize_listsAllInOneOrder() {
            fill();
            List<String> order = List.of("7 a", "x1 a", "x2 b", "y a", "@room a", "@room b", "@x1 a");
            for (int size = 1; size <= 8; size++) {
                assertThat(pages(Query.all(), size)).isEqualTo(order);
            }
            assertThat(pages(Query.all(), Integer.MAX_VALUE)).isEqualTo(order);
        }

        @Test
        void page_ofOneMoreThanFits_hasANextPage() {
            IntStream.range(0, 4).forEach(i -> a.register(Name.of(i)));
            assertThat(registry.page(Query.all(), 4, null).next()).isEmpty();
            a.register(Name.of(4));
            Page<String> page = registry.page(Query.all(), 4, null);
            assertThat(page.entries()).hasSize(4);
            assertThat(page.next()).contains(new Cursor(Name.of(3), a.id()));
            assertThat(texts(registry.page(Query.all(), 4, page.next().get()))).containsExactly("4 a");
        }

        @Test
        void page_nothingAsked_isEmptyAndTheLast() {
            assertThat(registry.page(Query.all(), 1, null)).isEqualTo(new Page<>(List.of(), Optional.empty()));
        }

        @Test
        void page_sizeBelowOne_throws() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.page(Query.all(), 0, null))
                    .withMessage("a page needs a size of at least 1, given was 0");
        }

        @Test
        void page_narrowed_countsWhatIsAdmittedOnly() {
            IntStream.range(0, 100).forEach(i -> (i % 2 == 0 ? a : b).register(Name.of(i), i));
            assertThat(pages(Query.names().where(value -> (int) value % 10 == 3), 3))
                    .hasSize(10);
            assertThat(pages(Query.names().heldBy(b), 7)).hasSize(50);
            // No next page for the rest that the test does not admit.
            assertThat(registry.page(Query.all().where(value -> (int) value < 3), 3, null)
                            .next())
                    .isEmpty();
        }

        @Test
        void page_cursorOfWhatHasGone_goesOnBehindIt() {
            fill();
            Page<String> first = registry.page(Query.names(), 3, null);
            b.leave();
            assertThat(texts(registry.page(Query.names(), 3, first.next().orElseThrow())))
                    .containsExactly("y a");
        }

        @Test
        void page_cursorMadeOfText_goesOnBehindIt() {
            fill();
            assertThat(texts(registry.page(Query.of(ROOM), 9, new Cursor(ROOM, 0))))
                    .hasSize(2);
            assertThat(texts(registry.page(Query.of(ROOM), 9, new Cursor(Property.of("room"), a.id()))))
                    .containsExactly("@room b");
            assertThat(texts(registry.page(Query.all(), 2, new Cursor(Name.of("xx"), 99))))
                    .containsExactly("y a", "@room a");
        }

        @Test
        void page_membersOfOneProperty_comeInTheOrderOfTheirIds() {
            List<Owner<String>> owners =
                    IntStream.range(0, 50).mapToObj(i -> registry.join("o" + i)).toList();
            owners.forEach(owner -> owner.register(ROOM));
            assertThat(pages(Query.of(ROOM), 7))
                    .isEqualTo(owners.stream()
                            .map(owner -> "@room " + owner.subject())
                            .toList());
        }

        @Test
        void page_keysThatCompareAsEqual_loseNone() {
            // Of two owners they are in two places; of one they come in one page, which grows for it.
            for (String number : List.of("1.0", "1.00", "1.000", "2")) {
                a.register(Name.of(new BigDecimal(number)));
            }
            b.register(Name.of(new BigDecimal("1")));
            Page<String> page = registry.page(Query.all(), 2, null);
            assertThat(texts(page)).containsExactlyInAnyOrder("1.0 a", "1.00 a", "1.000 a");
            page = registry.page(Query.all(), 1, page.next().orElseThrow());
            assertThat(texts(page)).containsExactly("1 b");
            page = registry.page(Query.all(), 1, page.next().orElseThrow());
            assertThat(texts(page)).containsExactly("2 a");
            assertThat(page.next()).isEmpty();
        }

        @Test
        void page_testOfTheUsers_isNotAskedOfWhatComesFarBehind() {
            IntStream.range(0, 1_000).forEach(i -> a.register(Name.of(i), i));
            List<@Nullable Object> asked = new ArrayList<>();
            Query query = Query.all().where(asked::add);
            assertThat(registry.page(query, 3, new Cursor(Name.of(500), a.id())).entries())
                    .hasSize(3);
            assertThat(asked).doesNotContain(499, 500).contains(501, 502, 503).hasSizeLessThan(499);
        }

        @Test
        @Timeout(30) // a backstop only
        void page_ofManyEntries_keepsAPageOfThem() {
            IntStream.range(0, 20_000).forEach(i -> a.register(Name.of(i)));
            PageRows<String> rows = new PageRows<>(Query.all(), 10, null);
            a.registrations().forEach(row -> {
                rows.offer((Row<String>) row);
                assertThat(rows.kept()).isLessThanOrEqualTo(11);
            });
            assertThat(rows.page().entries()).hasSize(10);
        }
    }
}
