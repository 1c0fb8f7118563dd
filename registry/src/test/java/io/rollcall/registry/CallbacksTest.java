package io.rollcall.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What users hand in runs under no lock, and an executor that refuses for a while loses no more than that. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class CallbacksTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    /** Uses the owner from another thread, as a user's function may: with a lock held here, that would not end. */
    private static void useFromElsewhere(Owner<?> owner) {
        try {
            CompletableFuture.supplyAsync(owner::registrations).get(20, SECONDS);
        } catch (Exception stuck) {
            throw new AssertionError("a lock is held while a user's function runs", stuck);
        }
    }

    @Test
    void textOfASubject_inARefusal_isAskedUnderNoLock() {
        AtomicReference<Owner<Object>> own = new AtomicReference<>();
        AtomicBoolean asked = new AtomicBoolean();
        try (Registry<Object> registry =
                Registry.builder().executor(Runnable::run).build()) {
            own.set(registry.join(new Object() {
                @Override
                public String toString() {
                    useFromElsewhere(own.get());
                    asked.set(true);
                    return "subject";
                }
            }));
            Owner<Object> owner = own.get();
            Owner<Object> holder = registry.join("holder");
            holder.register(Name.of("held"));
            owner.register(NAME);
            assertThatThrownBy(() -> owner.register(NAME)).isInstanceOf(NameTakenException.class);
            owner.leave();
            assertThatThrownBy(() -> owner.register(NAME)).hasMessageContaining("subject");
            assertThatThrownBy(() -> owner.register(ROOM)).hasMessageContaining("subject");
            assertThatThrownBy(() -> owner.takeOver(Name.of("held"), null, Displaced.KEEP))
                    .hasMessageContaining("subject");
            assertThatThrownBy(() -> owner.registerWhenFree(NAME, null)).hasMessageContaining("subject");
            assertThat(asked).isTrue();
        }
    }

    @Test
    void clock_ofTheUser_isReadUnderNoLock() {
        AtomicReference<Owner<String>> own = new AtomicReference<>();
        InstantSource clock = () -> {
            useFromElsewhere(own.get());
            return Instant.EPOCH;
        };
        try (Registry<String> registry =
                Registry.<String>builder().executor(Runnable::run).clock(clock).build()) {
            own.set(registry.join("a"));
            Owner<String> owner = own.get();
            owner.register(ROOM);
            owner.register(NAME);
            Owner<String> heir = registry.join("b");
            heir.registerWhenFree(NAME, null);
            owner.leave();
            heir.takeOver(Name.of("x"), null, Displaced.KEEP);
            assertThat(heir.registrations()).hasSize(2);
        }
    }

    @Test
    void clock_throws_isReportedAndTheSystemsIsUsed() {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        InstantSource broken = () -> {
            throw new IllegalStateException("no time");
        };
        try (Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .clock(broken)
                .reporter(reported::add)
                .build()) {
            Owner<String> owner = registry.join("a");
            Owner<String> heir = registry.join("b");
            Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            assertThat(owner.register(ROOM).entry().since()).isAfterOrEqualTo(before);
            assertThat(owner.register(NAME).entry().since()).isAfterOrEqualTo(before);
            CompletableFuture<Registration<String>> granted = heir.registerWhenFree(NAME);
            owner.leave();
            assertThat(granted.join().entry().since()).isAfterOrEqualTo(before);
            assertThat(owner.ended().toCompletableFuture()).isCompletedWithValue(Reason.LEFT);
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(registry.audit()).isEmpty();
            assertThat(registry.census()).isEqualTo(new Census(1, 1, 0, 0, 0, 0, 0));
            assertThat(reported).isNotEmpty().allMatch(error -> "no time".equals(error.getMessage()));
        }
    }

    @Test
    void displaced_executorRefusesOnce_isToldWithTheNext() {
        AtomicBoolean full = new AtomicBoolean(true);
        Queue<Runnable> accepted = new ArrayDeque<>();
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        List<Name> lost = new ArrayList<>();
        try (Registry<String> registry = Registry.<String>builder()
                .executor(task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    accepted.add(task);
                })
                .reporter(reported::add)
                .build()) {
            Owner<String> displaced = registry.join("a", new OwnerListener<>() {
                @Override
                public void displaced(Name name, Owner<String> by) {
                    lost.add(name);
                }
            });
            Owner<String> taker = registry.join("b");
            displaced.register(Name.of(1));
            displaced.register(Name.of(2));
            taker.takeOver(Name.of(1), null, Displaced.KEEP);
            assertThat(reported).hasExactlyElementsOfTypes(RejectedExecutionException.class);
            full.set(false);
            taker.takeOver(Name.of(2), null, Displaced.KEEP);
            accepted.forEach(Runnable::run);
            assertThat(lost).containsExactly(Name.of(1), Name.of(2));
        }
    }

    @Test
    void listener_withAnExecutorOfItsOwn_waitsForNobodyOnTheRegistrys() {
        Queue<Runnable> stuck = new ArrayDeque<>();
        List<String> told = new ArrayList<>();
        try (Registry<String> registry =
                Registry.<String>builder().executor(stuck::add).build()) {
            Owner<String> a = registry.join("a");
            Owner<String> b = registry.join("b", new OwnerListener<>() {
                @Override
                public Executor executor() {
                    return Runnable::run;
                }

                @Override
                public void given(Registration<String> registration, Owner<String> from) {
                    told.add("given");
                }

                @Override
                public void ended(Owner<String> owner, Reason reason) {
                    told.add("ended " + reason.word());
                }
            });
            Registration<String> held = a.register(NAME);
            CompletableFuture<Registration<String>> granted = b.registerWhenFree(NAME);
            held.unregister();
            assertThat(granted).isCompleted();
            a.register(Name.of(1)).giveTo(b);
            a.register(Name.of(2));
            CompletableFuture<Registration<String>> never = b.registerWhenFree(Name.of(2));
            b.leave();
            assertThat(never).isCompletedExceptionally();
            assertThat(told).containsExactly("given", "ended left");
        }
    }

    @Test
    void reporter_throws_stopsNothing() {
        List<String> told = new ArrayList<>();
        AtomicBoolean reported = new AtomicBoolean();
        try (Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .reporter(thrown -> {
                    reported.set(true);
                    throw new IllegalStateException("reporter", thrown);
                })
                .build()) {
            Owner<String> a = registry.join("a");
            a.register(NAME);
            CompletableFuture<Registration<String>> heir = registry.join("b").registerWhenFree(NAME);
            registry.monitor(a, down -> {
                throw new IllegalStateException("callback");
            });
            registry.monitor(a, down -> told.add("down"));
            registry.monitor(a, down -> told.add("never"), task -> {
                throw new RejectedExecutionException("executor");
            });
            assertThat(a.leave()).isTrue();
            assertThat(told).containsExactly("down");
            assertThat(reported).isTrue();
            assertThat(heir).isCompleted();
            assertThat(registry.audit()).isEmpty();
        }
    }
}
