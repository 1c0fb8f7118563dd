package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.History.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Short random programs of three threads, each with an owner of its own, whose answers must be those of some order of the
 * calls. Counts and totals are tried without ends, as they are right only when the end's call returns.
 */
@Tag("stress")
class LinearizabilityTest {
    private static final int ROUNDS = 12_000;
    private static final int THREADS = 3;
    /** How long an end is held up between its instant and what tidies up, so that others meet it halfway. */
    private static final int MOST_SPINS_OF_AN_END = 4_000;

    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    private enum Act {
        TRY,
        TAKE_AND_END,
        TAKE_AND_KEEP,
        LINE,
        UNREGISTER,
        GIVE,
        LEAVE,
        ENDED,
        ENTRY,
        FIND,
        ADD,
        ADD_BOUNDED,
        RESET,
        TOTAL,
        JOIN,
        PART,
        COUNT
    }

    private static final List<Act> NAMES = List.of(
            Act.TRY,
            Act.TRY,
            Act.TAKE_AND_END,
            Act.TAKE_AND_KEEP,
            Act.LINE,
            Act.UNREGISTER,
            Act.UNREGISTER,
            Act.GIVE,
            Act.LEAVE,
            Act.LEAVE,
            Act.ENDED,
            Act.ENDED,
            Act.ENTRY,
            Act.FIND,
            Act.FIND,
            Act.ADD);
    private static final List<Act> SHARED =
            List.of(Act.ADD, Act.ADD_BOUNDED, Act.RESET, Act.TOTAL, Act.JOIN, Act.PART, Act.COUNT);

    /** One call to be: of whom, and with which number; that is the value it registers and the token's id. */
    private record Step(int id, int owner, Act act, int other, int spins) {}

    private record Place(int id, int owner) {}

    /** What the model knows; the holder is -1 for none. */
    private record State(
            int holder,
            int token,
            int value,
            List<Place> line,
            List<Integer> ended,
            List<Integer> granted,
            List<Long> numbers,
            List<Integer> members) {
        State held(int newHolder, int newToken, int newValue) {
            return new State(newHolder, newToken, newValue, line, ended, granted, numbers, members);
        }

        State granted(Place place, int newValue) {
            return new State(
                    place.owner,
                    place.id,
                    newValue,
                    without(line, place),
                    ended,
                    with(granted, place.id),
                    numbers,
                    members);
        }

        /** Gives the name to the first in line. */
        State served() {
            return line.isEmpty() ? held(-1, 0, 0) : granted(line.get(0), line.get(0).id);
        }

        State inLine(Place place) {
            return new State(holder, token, value, with(line, place), ended, granted, numbers, members);
        }

        State ended(int owner) {
            List<Place> rest =
                    line.stream().filter(place -> place.owner != owner).toList();
            return new State(holder, token, value, rest, with(ended, owner), granted, numbers, members);
        }

        State numbered(int owner, long number) {
            List<Long> changed = new ArrayList<>(numbers);
            changed.set(owner, number);
            return new State(holder, token, value, line, ended, granted, List.copyOf(changed), members);
        }

        State joined(int owner, boolean in) {
            List<Integer> rest = without(members, owner);
            return new State(holder, token, value, line, ended, granted, numbers, in ? with(rest, owner) : rest);
        }

        String entry() {
            return holder < 0 ? "nobody" : holder + "=" + value;
        }
    }

    private record Next(State state, Object answer) {}

    private static void spin(int spins) {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }

    private static <E> List<E> with(List<E> list, E more) {
        List<E> all = new ArrayList<>(list);
        all.add(more);
        return List.copyOf(all);
    }

    private static <E> List<E> without(List<E> list, E less) {
        return list.stream().filter(each -> !each.equals(less)).toList();
    }

    /** What the model does, and answers; a token is that of the call whose id is given. */
    private static Next model(State state, Step step, int token) {
        int owner = step.owner;
        boolean writes = switch (step.act) {
            case TRY, TAKE_AND_END, TAKE_AND_KEEP, LINE, ADD, ADD_BOUNDED, RESET, JOIN -> true;
            default -> false;
        };
        if (writes && state.ended.contains(owner)) {
            return new Next(state, "ended");
        }
        State mine = state.held(owner, step.id, step.id);
        long number = state.numbers.get(owner);
        boolean holds = token != 0 && state.token == token;
        return switch (step.act) {
            case TRY -> state.holder < 0 ? new Next(mine, "granted") : new Next(state, state.entry());
            case TAKE_AND_KEEP, TAKE_AND_END -> {
                if (state.holder == owner) {
                    yield new Next(state, "taken");
                }
                boolean ends = step.act == Act.TAKE_AND_END && state.holder >= 0;
                yield new Next(ends ? mine.ended(state.holder) : mine, state.holder);
            }
            case LINE -> {
                if (state.holder == owner) {
                    yield new Next(state, "taken");
                }
                State queued = state.inLine(new Place(step.id, owner));
                yield new Next(state.holder < 0 ? queued.served() : queued, "waits");
            }
            case UNREGISTER -> new Next(holds ? state.served() : state, holds);
            case GIVE -> give(state, step, holds);
            case LEAVE -> {
                if (state.ended.contains(owner)) {
                    yield new Next(state, false);
                }
                State left = state.ended(owner);
                yield new Next(state.holder == owner ? left.served() : left, true);
            }
            case ENDED -> new Next(state, state.ended.contains(step.other));
            case ENTRY -> new Next(state, state.entry());
            case FIND -> new Next(state, state.holder);
            case ADD -> new Next(state.numbered(owner, number + 1), number + 1);
            case ADD_BOUNDED -> {
                long after = number + 2 > 5 ? 1 : number + 2;
                yield new Next(state.numbered(owner, after), after);
            }
            case RESET -> new Next(state.numbered(owner, 0), number);
            case TOTAL ->
                new Next(
                        state, state.numbers.stream().mapToLong(Long::longValue).sum());
            case JOIN -> new Next(state.joined(owner, true), "joined");
            case PART -> new Next(state.joined(owner, false), state.members.contains(owner));
            case COUNT -> new Next(state, state.members.size());
        };
    }

    private static Next give(State state, Step step, boolean holds) {
        if (!holds) {
            return new Next(state, false);
        }
        if (state.holder == step.other) {
            return new Next(state, true);
        }
        if (state.ended.contains(step.other)) {
            return new Next(state, "ended");
        }
        Optional<Place> waiting =
                state.line.stream().filter(place -> place.owner == step.other).findFirst();
        return new Next(
                waiting.isPresent()
                        ? state.granted(waiting.get(), state.value)
                        : state.held(step.other, step.id, state.value),
                true);
    }

    private static final class Round {
        final Registry<Integer> registry = Registry.<Integer>builder()
                .executor(Runnable::run)
                .maxEntries(1000, 1)
                .build();
        final AtomicLong clock = new AtomicLong();
        final List<List<Step>> programs = new ArrayList<>();
        final List<Owner<Integer>> owners = new ArrayList<>();
        final List<CounterRegistration<Integer>> numbers = new ArrayList<>();
        final Queue<Call<State>> calls = new ConcurrentLinkedQueue<>();
        final Map<Integer, CompletableFuture<Registration<Integer>>> lines = new ConcurrentHashMap<>();

        Round(Random random, List<Act> acts) {
            for (int i = 0, id = 1; i < THREADS; i++) {
                owners.add(registry.join(i));
                numbers.add(owners.get(i).register(JOBS));
                int spins = random.nextInt(MOST_SPINS_OF_AN_END);
                registry.monitor(owners.get(i), down -> {}, task -> {
                    spin(spins);
                    task.run();
                });
                List<Step> program = new ArrayList<>();
                for (int length = 3 + random.nextInt(3); length > 0; length--, id++) {
                    // a counter is anybody's to add to; other calls write for the thread's own owner
                    Act act = acts.get(random.nextInt(acts.size()));
                    boolean any = act == Act.ADD || act == Act.ADD_BOUNDED || act == Act.RESET;
                    int owner = any ? random.nextInt(THREADS) : i;
                    int before = random.nextInt(1 << random.nextInt(8));
                    program.add(new Step(id, owner, act, random.nextInt(THREADS), before));
                }
                programs.add(program);
            }
        }

        void run(int thread) {
            Map<Integer, Registration<Integer>> tokens = new HashMap<>();
            for (Step step : programs.get(thread)) {
                spin(step.spins);
                make(thread, step, tokens);
                if (step.act == Act.ENDED) { // who has seen an end must find nothing of it
                    make(thread, new Step(step.id, step.owner, Act.FIND, step.other, 0), tokens);
                }
            }
        }

        /** Makes one call, and keeps it with its answer. */
        private void make(int thread, Step step, Map<Integer, Registration<Integer>> tokens) {
            int token = newest(thread, tokens);
            long begun = clock.incrementAndGet();
            Object answer = call(step, tokens, token);
            long ended = clock.incrementAndGet();
            calls.add(new Call<>(step + " of token " + token + ": " + answer, begun, ended, state -> {
                Next next = model(state, step, token);
                return next.answer.equals(answer) ? next.state : null;
            }));
        }

        /** Finds the last token that the thread has been given, or 0. */
        private int newest(int thread, Map<Integer, Registration<Integer>> tokens) {
            for (Step step : programs.get(thread)) {
                CompletableFuture<Registration<Integer>> line = lines.get(step.id);
                if (line != null && line.isDone() && !line.isCompletedExceptionally()) {
                    tokens.put(step.id, line.join());
                }
            }
            return tokens.keySet().stream().max(Integer::compare).orElse(0);
        }

        private Object call(Step step, Map<Integer, Registration<Integer>> tokens, int token) {
            try {
                return answer(step, tokens, token);
            } catch (NameTakenException taken) {
                return "taken";
            } catch (OwnerEndedException late) {
                return "ended";
            }
        }

        private Object answer(Step step, Map<Integer, Registration<Integer>> tokens, int token) {
            Owner<Integer> owner = owners.get(step.owner);
            @Nullable Registration<Integer> held = tokens.get(token);
            return switch (step.act) {
                case TRY -> {
                    Claim<Integer> claim = owner.tryRegister(NAME, step.id);
                    claim.registration().ifPresent(own -> tokens.put(step.id, own));
                    yield claim.granted() ? "granted" : text(claim.entry());
                }
                case TAKE_AND_END, TAKE_AND_KEEP -> {
                    Displaced fate = step.act == Act.TAKE_AND_END ? Displaced.END : Displaced.KEEP;
                    Takeover<Integer> takeover = owner.takeOver(NAME, step.id, fate);
                    tokens.put(step.id, takeover.registration());
                    yield takeover.displaced().map(Owner::subject).orElse(-1);
                }
                case LINE -> {
                    lines.put(step.id, owner.registerWhenFree(NAME, step.id));
                    yield "waits";
                }
                case UNREGISTER -> held != null && held.unregister();
                case GIVE -> held != null && held.giveTo(owners.get(step.other)).isPresent();
                case LEAVE -> owner.leave();
                case ENDED -> owners.get(step.other).endReason().isPresent();
                case ENTRY -> registry.entry(NAME).map(Round::text).orElse("nobody");
                case FIND -> Objects.requireNonNullElse(registry.find(NAME), -1);
                case ADD -> numbers.get(step.owner).add(1);
                case ADD_BOUNDED -> numbers.get(step.owner).add(2, 5, 1);
                case RESET -> numbers.get(step.owner).reset();
                case TOTAL -> registry.total(JOBS);
                case JOIN -> {
                    owner.register(ROOM);
                    yield "joined";
                }
                case PART ->
                    owner.registration(ROOM).map(Registration::unregister).orElse(false);
                case COUNT -> registry.count(ROOM);
            };
        }

        private static String text(Entry<Integer> entry) {
            return entry.owner().subject() + "=" + entry.value();
        }

        private boolean endsAs(State state) {
            return registry.entry(NAME).map(Round::text).orElse("nobody").equals(state.entry())
                    && lines.entrySet().stream().allMatch(line -> endsAs(state, line.getKey(), line.getValue()));
        }

        private boolean endsAs(State state, int id, CompletableFuture<Registration<Integer>> line) {
            if (state.line.stream().anyMatch(place -> place.id == id)) {
                return !line.isDone();
            }
            boolean granted = line.isDone() && !line.isCompletedExceptionally();
            // Whoever ends before anybody has met the end of the holder is not told any more that it was next.
            return line.isDone() && (granted == state.granted.contains(id) || (!granted && hasEnded(id)));
        }

        private boolean hasEnded(int id) {
            int owner = programs.stream()
                    .flatMap(List::stream)
                    .filter(step -> step.id == id)
                    .findFirst()
                    .orElseThrow()
                    .owner;
            return owners.get(owner).endReason().isPresent();
        }

        void judge() {
            List<Call<State>> made = List.copyOf(calls);
            State first = new State(-1, 0, 0, List.of(), List.of(), List.of(), List.of(0L, 0L, 0L), List.of());
            assertThat(History.isLinearizable(first, made, this::endsAs))
                    .as("an order of %s that ends with %s and %s", made, registry.entry(NAME), lines)
                    .isTrue();
            assertThat(registry.audit()).isEmpty();
        }
    }

    private static void race(List<Act> acts) {
        new Race<>(ROUNDS, random -> new Round(random, acts))
                .run(Round::judge, round -> round.run(0), round -> round.run(1), round -> round.run(2));
    }

    @Test
    void names_callsOfThreeThreads_answerAsInSomeOrder() {
        race(NAMES);
    }

    @Test
    void sharedKeys_callsOfThreeThreads_answerAsInSomeOrder() {
        race(SHARED);
    }

    @Test
    void history_answerThatNoOrderGives_isFound() {
        Call<Integer> one = new Call<>("one", 1, 4, state -> state == 0 ? 1 : null);
        Call<Integer> two = new Call<>("two", 2, 3, state -> state == 1 ? 2 : null);
        Call<Integer> early = new Call<>("one", 5, 6, state -> state == 0 ? 1 : null);
        assertThat(History.isLinearizable(0, List.of(two, one), state -> state == 2))
                .isTrue();
        assertThat(History.isLinearizable(0, List.of(two, early), state -> state == 2))
                .isFalse();
        assertThat(History.isLinearizable(0, List.of(two, one), state -> state == 1))
                .isFalse();
    }
}
