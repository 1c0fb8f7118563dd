package io.rollcall.registry;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a random program: each step goes to a registry and to the model, and all that can be seen is compared. */
final class Program {
    /** What a step does. */
    enum Act {
        JOIN,
        JOIN_LIMITED,
        LEAVE,
        REGISTER,
        REGISTER_AGAIN,
        TRY,
        TAKE_AND_END,
        TAKE_AND_KEEP,
        LINE,
        LINE_AGAIN,
        CANCEL,
        UNREGISTER,
        SET,
        UPDATE,
        GIVE,
        GIVE_AGAIN,
        HIDE,
        SHOW,
        ENSURE,
        ENSURE_AGAIN,
        COUNT,
        ADD,
        ADD_BOUNDED,
        RESET,
        BATCH,
        AWAIT,
        AWAIT_FREE,
        ADVANCE,
        MONITOR,
        WATCH,
        CLOSE
    }

    /** One step; the numbers choose among what there is then, so that a program stays one with steps left out. */
    record Step(Act act, int who, int what, int more) {}

    private static final List<Name> NAMES = List.of(Name.of("n0"), Name.of("n1"), Name.of("m2"));
    private static final List<SharedKey> SHARED =
            List.of(Property.of("n0"), Property.of("p1"), Counter.of("n0"), Counter.of("c1"));
    private static final Limits FEW = new Limits(2, 1, 1, 1, 1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Model model = new Model();
    private final ManualTimer timer = new ManualTimer();
    private final List<Throwable> reported = new ArrayList<>();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .maxEntries(1000, 1)
            .timer(timer)
            .reporter(reported::add)
            .build();
    private final Map<String, List<String>> logs = new TreeMap<>();
    private final List<Owner<String>> owners = new ArrayList<>();
    private final List<Model.Row> tokens = new ArrayList<>();
    private final List<CompletableFuture<?>> futures = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** Runs a program to its end, or throws an assertion error at the first difference. */
    static void run(List<Step> steps) {
        Program program = new Program();
        int at = 0;
        try {
            for (Step step : steps) {
                program.run(step);
                program.compare();
                at++;
            }
            program.end();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("step " + at + ": " + failed, failed);
        }
    }

    private void end() {
        for (int i = 0; i < owners.size(); i++) {
            if (!model.parties.get(i).ended) {
                owners.get(i).leave();
                model.end(model.parties.get(i), "left", null);
                compare();
            }
        }
        subscriptions.forEach(Subscription::close);
        futures.forEach(future -> future.cancel(false));
        expect("census of nobody", Census.EMPTY, registry.census());
        expect("timer", 0, timer.pending());
        registry.close();
        expect("audit", List.of(), registry.audit());
    }

    private static void expect(String what, @Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": expected " + expected + ", was " + actual);
        }
    }

    /** Has both do the same, and compares what they answer. */
    private void both(Step step, Supplier<?> expected, Supplier<?> actual) {
        Object wanted = answer(expected);
        Object had = answer(actual);
        boolean isText = wanted instanceof String || had instanceof String;
        if (isText) {
            expect("answer to " + step, wanted, had);
        }
    }

    private static Object answer(Supplier<?> call) {
        try {
            return call.get();
        } catch (Model.Refused refused) {
            return refused.getMessage();
        } catch (NameTakenException taken) {
            return "taken by " + taken.holder().subject();
        } catch (OwnerEndedException ended) {
            return "ended";
        } catch (LimitExceededException exceeded) {
            return "limit " + exceeded.limit() + " " + exceeded.value();
        } catch (IllegalStateException state) {
            return state.getMessage().contains("already") ? "member" : "not held";
        }
    }

    private static int pick(int number, int size) {
        return Math.floorMod(number, size);
    }

    private void run(Step step) {
        if (owners.isEmpty() && step.act != Act.JOIN_LIMITED) {
            join(Limits.NONE);
        }
        switch (step.act) {
            case JOIN -> join(Limits.NONE);
            case JOIN_LIMITED -> join(FEW);
            case ADVANCE -> {
                timer.advance(SECOND);
                model.expire();
            }
            case UNREGISTER, SET, UPDATE, GIVE, GIVE_AGAIN, ADD, ADD_BOUNDED, RESET -> onToken(step);
            case CANCEL -> cancel(step);
            case CLOSE -> close(step);
            default -> onOwner(step, recent(step.who));
        }
    }

    /** One of the latest few owners, who may have ended. */
    private int recent(int number) {
        int few = Math.min(5, owners.size());
        return owners.size() - 1 - pick(number, few);
    }

    private void join(Limits limits) {
        String subject = "o" + owners.size();
        model.join(subject, limits);
        owners.add(registry.join(
                subject,
                new OwnerListener<>() {
                    @Override
                    public void displaced(Name name, Owner<String> by) {
                        log(subject, "displaced " + name + " by " + by.subject());
                    }

                    @Override
                    public void given(Registration<String> given, Owner<String> from) {
                        log(subject, "given " + given.key() + "=" + given.value() + " by " + from.subject());
                    }

                    @Override
                    public void ended(Owner<String> owner, Reason reason) {
                        log(subject, "ended " + reason);
                    }
                },
                limits));
    }

    private void log(String who, String what) {
        logs.computeIfAbsent(who, none -> new ArrayList<>()).add(what);
    }

    private void onOwner(Step step, int at) {
        Owner<String> owner = owners.get(at);
        Model.Party party = model.parties.get(at);
        Name name = NAMES.get(pick(step.what, NAMES.size()));
        SharedKey key = SHARED.get(pick(step.what, SHARED.size()));
        int value = step.more;
        switch (step.act) {
            case LEAVE -> leave(owner, party);
            case REGISTER, REGISTER_AGAIN ->
                both(step, () -> model.register(party, name, value), () -> {
                    owner.register(name, value);
                    return "held";
                });
            case TRY ->
                both(step, () -> model.register(party, name, value), () -> {
                    Claim<String> claim = owner.tryRegister(name, value);
                    return claim.granted()
                            ? "held"
                            : "taken by " + claim.entry().subject();
                });
            case TAKE_AND_END ->
                both(
                        step,
                        () -> model.takeOver(party, name, value, true),
                        () -> displaced(owner.takeOver(name, value, Displaced.END)));
            case TAKE_AND_KEEP ->
                both(
                        step,
                        () -> model.takeOver(party, name, value, false),
                        () -> displaced(owner.takeOver(name, value, Displaced.KEEP)));
            case LINE, LINE_AGAIN ->
                both(
                        step,
                        () -> model.registerWhenFree(party, name, value),
                        () -> keep(owner.registerWhenFree(name, value)));
            case HIDE -> both(step, () -> model.setHidden(party, true), () -> owner.hide() ? "changed" : "as before");
            case SHOW -> both(step, () -> model.setHidden(party, false), () -> owner.show() ? "changed" : "as before");
            case ENSURE, ENSURE_AGAIN, COUNT ->
                both(step, () -> model.ensure(party, key, valueFor(key, value)), () -> ensure(owner, key, value));
            case BATCH -> batch(step, owner, party);
            case AWAIT, AWAIT_FREE -> await(step, name, step.more % 2 == 0 ? -1 : at);
            default -> eye(step, step.more % 2 == 0 ? -1 : at);
        }
    }

    private void leave(Owner<String> owner, Model.Party party) {
        expect("leave", !party.ended, owner.leave());
        if (!party.ended) {
            model.end(party, "left", null);
        }
    }

    private static String displaced(Takeover<String> takeover) {
        return "displaced " + takeover.displaced().map(Owner::subject).orElse("nobody");
    }

    private static Object valueFor(Key key, int value) {
        return key instanceof Counter ? (Object) (long) value : value;
    }

    private static String ensure(Owner<String> owner, SharedKey key, int value) {
        if (key instanceof Counter counter) {
            owner.register(counter, value);
        } else {
            owner.register((Property) key, value);
        }
        return "set";
    }

    private CompletableFuture<?> keep(CompletableFuture<?> future) {
        futures.add(future);
        return future;
    }

    private void batch(Step step, Owner<String> owner, Model.Party party) {
        Map<Key, Object> keys = new LinkedHashMap<>();
        List<Key> all = new ArrayList<>(SHARED);
        all.addAll(NAMES);
        for (int i = 0; i < all.size(); i++) {
            if ((step.what >> i & 1) == 1) {
                keys.put(all.get(i), valueFor(all.get(i), step.more));
            }
        }
        both(step, () -> model.registerAll(party, keys), () -> {
            expect(
                    "answers",
                    List.copyOf(keys.keySet()),
                    owner.registerAll(keys).stream().map(Registration::key).toList());
            return "all";
        });
    }

    private void await(Step step, Name name, int in) {
        boolean free = step.act == Act.AWAIT_FREE;
        Duration timeout = step.more % 3 == 0 ? SECOND : null;
        Model.Party party = in < 0 ? null : model.parties.get(in);
        both(step, () -> model.await(party, name, free, timeout != null), () -> {
            if (in < 0) {
                return keep(free ? registry.awaitFree(name, timeout, null) : registry.await(name, timeout, null));
            }
            Owner<String> owner = owners.get(in);
            return keep(free ? owner.awaitFree(name, timeout, null) : owner.await(name, timeout, null));
        });
    }

    private void eye(Step step, int in) {
        String id = "eye" + subscriptions.size();
        Model.Party party = in < 0 ? null : model.parties.get(in);
        if (step.act == Act.MONITOR) {
            int of = recent(step.what);
            if (of != in) { // one who watches its own end is told or not, as its watches end with it
                both(step, () -> model.monitor(id, party, model.parties.get(of)), () -> monitor(id, in, of));
            }
        } else {
            Scope scope = scope(step.what);
            both(step, () -> model.watch(id, party, scope), () -> watch(id, in, scope));
        }
    }

    private static Scope scope(int number) {
        return switch (pick(number, 5)) {
            case 0 -> Scope.all();
            case 1 -> Scope.prefix("n");
            case 2 -> Scope.of(SHARED.get(pick(number / 5, SHARED.size())));
            default -> Scope.of(NAMES.get(pick(number / 5, NAMES.size())));
        };
    }

    private Subscription monitor(String id, int in, int of) {
        Consumer<Down<String>> watcher = down -> log(id, "down " + down.owner().subject());
        Subscription monitor = in < 0
                ? registry.monitor(owners.get(of), watcher)
                : owners.get(in).monitor(owners.get(of), watcher, null);
        subscriptions.add(monitor);
        return monitor;
    }

    private Subscription watch(String id, int in, Scope scope) {
        Watcher<String> watcher = new Watcher<>() {
            @Override
            public void snapshot(List<Entry<String>> entries, long skipped) {
                expect("skipped", 0L, skipped);
                log(
                        id,
                        "there "
                                + entries.stream()
                                        .map(entry -> entry.key() + text(entry))
                                        .sorted(Comparator.naturalOrder())
                                        .toList());
            }

            @Override
            public void changed(Change<String> change) {
                String who = id + Model.kind(change.key()) + change.key();
                if (change.kind() == Change.Kind.EMPTY) {
                    log(who, "EMPTY " + change.reason());
                } else {
                    String states = text(change.before()) + " " + text(change.after());
                    log(who, change.kind() + " " + states + " " + change.reason());
                }
            }
        };
        Subscription watch = in < 0
                ? registry.watch(scope, watcher, null, 10_000)
                : owners.get(in).watch(scope, watcher, null, 10_000);
        subscriptions.add(watch);
        return watch;
    }

    private static @Nullable String text(@Nullable Entry<String> entry) {
        return entry == null ? null : entry.subject() + "=" + entry.value();
    }

    private void cancel(Step step) {
        if (!futures.isEmpty()) {
            int at = futures.size() - 1 - pick(step.who, Math.min(6, futures.size()));
            Model.Wait wait = model.waits.get(at);
            boolean cancels = wait.isOpen() || wait.state.equals("cancelled");
            expect("cancel", cancels, futures.get(at).cancel(false));
            wait.state = wait.isOpen() ? "cancelled" : wait.state;
        }
    }

    private void close(Step step) {
        if (!subscriptions.isEmpty()) {
            int at = subscriptions.size() - 1 - pick(step.who, Math.min(6, subscriptions.size()));
            subscriptions.get(at).close();
            model.eyes.get(at).open = false;
        }
    }

    private void onToken(Step step) {
        if (tokens.isEmpty()) {
            return;
        }
        List<Model.Row> held = tokens.stream().filter(Model.Row::isHeld).toList();
        List<Model.Row> from = held.isEmpty() || step.who % 8 == 0 ? tokens : held;
        Model.Row row = from.get(from.size() - 1 - pick(step.who, Math.min(9, from.size())));
        Registration<String> token = Objects.requireNonNull(row.token);
        Object value = valueFor(row.key, step.more);
        switch (step.act) {
            case UNREGISTER -> both(step, () -> model.unregister(row), () -> token.unregister() ? "removed" : "gone");
            case SET -> both(step, () -> model.set(row, value), () -> token.setValue(value) ? "set" : "gone");
            case UPDATE -> both(step, () -> model.set(row, value), () -> token.update(old -> value) ? "set" : "gone");
            case GIVE, GIVE_AGAIN -> {
                int to = recent(step.what);
                both(step, () -> model.give(row, model.parties.get(to)), () -> {
                    Registration<String> given = token.giveTo(owners.get(to)).orElse(null);
                    return given == null ? "gone" : given.equals(token) ? "same" : "given";
                });
            }
            default -> {
                if (token instanceof CounterRegistration<String> counter) {
                    count(step, row, counter);
                }
            }
        }
    }

    private void count(Step step, Model.Row row, CounterRegistration<String> counter) {
        int change = step.what % 7 - 3;
        int limit = step.more % 5;
        switch (step.act) {
            case ADD ->
                both(
                        step,
                        () -> model.add(row, (of, old) -> old + change, false),
                        () -> "number " + counter.add(change));
            case RESET ->
                both(step, () -> model.add(row, (of, old) -> of.initial, true), () -> "number " + counter.reset());
            default ->
                both(
                        step,
                        () -> model.add(row, (of, old) -> bounded(old + change, change, limit), false),
                        () -> "number " + counter.add(change, limit, 1));
        }
    }

    private static long bounded(long sum, int change, int limit) {
        return (change >= 0 ? sum > limit : sum < limit) ? 1 : sum;
    }

    // What can be seen

    private void compare() {
        expect("reported", List.of(), reported);
        expect("audit", List.of(), registry.audit());
        expect("census", model.census(), registry.census());
        NAMES.forEach(this::compareName);
        SHARED.forEach(this::compareShared);
        for (int i = 0; i < owners.size(); i++) {
            compareOwner(owners.get(i), model.parties.get(i));
        }
        for (int i = 0; i < futures.size(); i++) {
            expect("future " + i, model.waits.get(i).state, state(futures.get(i)));
        }
        for (Model.Row row : tokens) {
            expect(
                    "held " + row.text(),
                    row.isHeld(),
                    Objects.requireNonNull(row.token).isHeld());
        }
        for (Model.Eye eye : model.eyes) {
            if (eye.in != null && eye.in.ended) { // what it hears of its own owner's end is left open
                logs.keySet().removeIf(who -> (who + " ").startsWith(eye.id + " "));
            }
        }
        expect("logs", model.logs, logs);
    }

    private void compareName(Name name) {
        Model.Row row = model.names.get(name);
        expect("find " + name, row == null ? null : row.owner.subject, registry.find(name));
        expect(
                "entry " + name,
                row == null ? null : row.text(),
                text(registry.entry(name).orElse(null)));
    }

    private void compareShared(SharedKey key) {
        List<String> there =
                model.visible(key).stream().map(Model.Row::text).sorted().toList();
        List<String> seen =
                registry.entries(key).stream().map(Program::text).sorted().toList();
        expect("members " + key, there, seen);
        expect("visited " + key, there.size(), registry.members(key).size());
        expect("count " + key, there.size(), registry.count(key));
        if (key instanceof Counter counter) {
            long sum = model.members(key).stream()
                    .mapToLong(row -> (Long) Objects.requireNonNull(row.value))
                    .sum();
            expect("total " + key, sum, registry.total(counter));
        }
    }

    private void compareOwner(Owner<String> owner, Model.Party party) {
        List<Registration<String>> held = owner.registrations();
        expect("ended " + party.subject, party.ended, owner.endReason().isPresent());
        expect("number of holdings of " + party.subject, party.rows.size(), held.size());
        for (int i = 0; i < held.size(); i++) {
            Model.Row row = party.rows.get(i);
            Registration<String> token = held.get(i);
            if (row.token == null) {
                row.token = token;
                tokens.add(row);
            }
            expect("token of " + row.text(), row.token, token);
            expect("key of " + row.text(), row.key, token.key());
            expect("value of " + row.text(), row.value, token.value());
            expect("own entry", token, owner.registration(row.key).orElse(null));
        }
    }

    private static String state(CompletableFuture<?> future) {
        if (!future.isDone()) {
            return "open";
        }
        if (future.isCancelled()) {
            return "cancelled";
        }
        return future.handle((had, error) -> error != null
                        ? (error instanceof TimeoutException
                                ? "timeout"
                                : error instanceof OwnerEndedException ? "ended" : error.toString())
                        : had instanceof Entry<?> entry
                                ? entry.subject() + "=" + entry.value()
                                : had instanceof Name ? "free" : "granted")
                .join();
    }
}
