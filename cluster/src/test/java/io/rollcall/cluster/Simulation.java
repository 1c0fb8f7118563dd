package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.History.Call;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerListener;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.testing.RegistryAssertions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One random program on three nodes of a {@link FakeNetwork}, all of it by one seed: workers come, claim, wait, give up and
 * end while nodes are killed, stopped and cut off. In the end all is whole again, and must be equal, owned by the living,
 * and explained by some order of the calls.
 */
final class Simulation {
    private static final int STEPS = 50;
    private static final long NOBODY = 1_000_000;
    private static final Property ROOM = Property.of("room");

    /** What the model knows of a name: who holds it, null for nobody, and who waits. */
    record State(@Nullable String holder, List<String> line) {
        State held(@Nullable String by) {
            return new State(by, line.stream().filter(each -> !each.equals(by)).toList());
        }

        State served() {
            return held(line.isEmpty() ? null : line.get(0));
        }

        State inLine(String worker) {
            List<String> longer = new ArrayList<>(line);
            longer.add(worker);
            return new State(holder, List.copyOf(longer));
        }
    }

    /** Checks what each node tells of names: one holder after the other, each with a greater token than any before. */
    private static final class Order implements ClusterWatcher {
        private final Map<Name, Holding> held = new HashMap<>();
        private long last;

        @Override
        public void snapshot(List<Holding> holdings) {
            held.clear();
            holdings.forEach(this::hold);
        }

        private void hold(Holding holding) {
            held.put(holding.name(), holding);
            last = Math.max(last, holding.token());
        }

        @Override
        public void changed(ClusterChange change) {
            assertThat(held.get(change.key()))
                    .as("who held it before " + change)
                    .isEqualTo(change.before());
            Holding after = change.after();
            if (after == null) {
                held.remove(change.key());
                return;
            }
            if (!after.isSameGrant(change.before()) && !change.reason().equals(Difference.CAUGHT_UP)) {
                assertThat(after.token()).as("the token of " + change).isGreaterThan(last);
            }
            hold(after);
        }
    }

    private record Made(CompletableFuture<?> stage, FakeNode node) {}

    private record Worker(String id, FakeNode node, ClusterOwner<String> owner) {
        boolean isAlive() {
            return owner.owner().endReason().isEmpty() && node.engine.isUp();
        }
    }

    private final FakeNetwork network;
    private final Random random;
    private final Map<String, FakeNode> nodes = new HashMap<>();
    private final List<FakeNode> everyNode = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<ClusterRegistration> tokens = new ArrayList<>();
    private final Map<Name, List<Call<State>>> calls = new HashMap<>();
    private final List<Made> made = new ArrayList<>();
    private final Map<Long, String> holders = new HashMap<>();
    private final Set<CompletableFuture<?>> waited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<FakeNode, List<String>> heard = new HashMap<>();
    private final Map<String, Integer> answered = new HashMap<>();
    private final List<String> answersTo = new ArrayList<>();
    private final List<Runnable> stages = new ArrayList<>();
    private long clock;
    private int messages;
    /** What was exercised: for the test of the test. */
    int granted;

    int unknown;
    int given;
    int answers;

    Simulation(long seed) {
        network = new FakeNetwork(seed, 3);
        random = network.random;
        network.lost = List.of(0, 0, 3, 15).get(random.nextInt(4));
        network.repeated = List.of(0, 10).get(random.nextInt(2));
        network.committing = this::committing;
        network.snapshots = List.of(0, 20).get(random.nextInt(2));
    }

    void run() {
        for (String id : List.of("n1", "n2", "n3")) {
            start(id);
        }
        network.advance(5_000);
        for (int i = 0; i < STEPS; i++) {
            network.advance(random.nextInt(20) == 0 ? random.nextInt(9_000) : random.nextInt(120));
            if (random.nextInt(14) == 0) {
                fault();
            } else {
                step();
            }
        }
        recover();
        check();
    }

    private void start(String id) {
        List<String> notes = new ArrayList<>();
        FakeNode node = new FakeNode(
                network,
                id,
                builder -> builder.answering((from, question) -> answer(id, question))
                        .hearing((from, note) -> notes.add(new String(note, StandardCharsets.UTF_8))));
        heard.put(node, notes);
        for (int i = 0; i < STEPS * everyNode.size(); i++) {
            node.local.join("").leave(); // so that no two workers have one id, whatever their nodes
        }
        node.cluster.watch(name -> true, new Order());
        nodes.put(id, node);
        everyNode.add(node);
    }

    /** Answers with a number that is greater than that of anything sent before. */
    private CompletionStage<byte[]> answer(String id, byte[] question) {
        answered.merge(new String(question, StandardCharsets.UTF_8), 1, Integer::sum);
        return CompletableFuture.completedFuture(numbered(nodes.get(id)));
    }

    private byte[] numbered(FakeNode from) {
        return (from.engine.self() + " " + ++messages).getBytes(StandardCharsets.UTF_8);
    }

    private void ask(FakeNode node) {
        List<Node> joined = node.cluster.status().joined();
        if (joined.isEmpty()) {
            return;
        }
        Node other = joined.get(random.nextInt(joined.size()));
        if (random.nextBoolean()) {
            node.cluster.tell(other, numbered(node));
            return;
        }
        String question = "question " + ++messages;
        CompletionStage<byte[]> answer = node.cluster.ask(
                other, question.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(1 + random.nextInt(9)));
        made.add(new Made(answer.toCompletableFuture(), node));
        List<String> notes = heard.get(node);
        answer.thenAccept(bytes -> {
            answers++;
            answersTo.add(question);
            notes.add(new String(bytes, StandardCharsets.UTF_8));
        });
    }

    private void join(FakeNode node) {
        String id = node.id() + "#" + workers.size();
        Owner<String> owner = node.local.join(id, new OwnerListener<>() {
            @Override
            public void ended(Owner<String> ended, Reason reason) {
                clock++;
                mayEnd(id);
            }
        });
        ClusterListener listener = new ClusterListener() {
            @Override
            public void given(Holding now, Holding before) {
                given++;
                workers.stream()
                        .filter(each -> each.id.equals(id))
                        .flatMap(each -> each.owner.registration(now.name()).stream())
                        .forEach(Simulation.this::granted);
            }
        };
        workers.add(new Worker(id, node, node.cluster.join(owner, listener)));
    }

    private void fault() {
        String id = "n" + (1 + random.nextInt(3));
        FakeEngine engine = network.engines.get(id);
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                if (engine != null) {
                    network.kill(id);
                } else {
                    start(id);
                }
            }
            case 2 -> {
                if (engine != null && !engine.paused) {
                    network.pause(id);
                } else {
                    network.resume(id);
                }
            }
            case 3 -> {
                network.cut(id, 1 + random.nextInt(2));
            }
            case 4 -> network.heal();
            case 5 -> network.part(id, "n" + (1 + random.nextInt(3)), random.nextBoolean());
            default -> network.resume(id);
        }
    }

    /** What ends runs of nodes, and with them all that their workers had, is noted from the log: nobody called it. */
    private void committing(byte[] entry, FakeEngine leader) {
        Table table = nodes.get(leader.self().node()).cluster.member().table();
        Command command = Command.of(entry);
        if (command instanceof Command.Purge purge) {
            table.sessions().stream()
                    .filter(session -> purge.sessions().contains(session.node().session()))
                    .forEach(session -> mayEnd(session.incarnation()));
        } else if (command instanceof Command.Join join) {
            mayEnd(join.incarnation());
        }
    }

    private void mayEnd(Incarnation incarnation) {
        clock++;
        workers.stream()
                .filter(worker -> worker.node.engine.self().equals(incarnation))
                .forEach(worker -> mayEnd(worker.id));
    }

    private void mayEnd(String worker) {
        for (int i = 0; i < 4; i++) {
            mayLose("end ", worker, Name.of("name" + i), clock);
        }
    }

    /** Notes that a worker may lose a name and its place in that line, at any time from some on. */
    private void mayLose(String text, String worker, Name name, long begun) {
        note(name, new Call<>(text + worker, begun, 0, false, state -> {
            if (worker.equals(state.holder)) {
                return state.served();
            }
            return state.line.contains(worker) ? new State(state.holder, without(state.line, worker)) : null;
        }));
    }

    private static List<String> without(List<String> line, String worker) {
        return line.stream().filter(each -> !each.equals(worker)).toList();
    }

    private void note(Name name, Call<State> call) {
        calls.computeIfAbsent(name, any -> new ArrayList<>()).add(call);
    }

    private void step() {
        List<FakeNode> up = nodes.values().stream()
                .filter(node -> node.engine.isUp())
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
        List<Worker> alive = workers.stream().filter(Worker::isAlive).toList();
        if (up.isEmpty()) {
            return;
        }
        FakeNode node = up.get(random.nextInt(up.size()));
        if (alive.isEmpty() || random.nextInt(12) == 0) {
            join(node);
            return;
        }
        Worker worker = alive.get(random.nextInt(alive.size()));
        Name name = Name.of("name" + random.nextInt(4));
        switch (random.nextInt(19)) {
            case 0, 1, 2, 3 -> claim(worker, name);
            case 4 -> take(worker, name);
            case 5 -> takeFrom(worker, name);
            case 6, 7 -> queue(worker, name);
            case 8 -> standInLine(worker, name);
            case 9 -> leaveLine(worker, name);
            case 10 -> release();
            case 11, 12 -> give();
            case 13 -> read(node, name);
            case 14 -> worker.owner.owner().leave();
            case 15 -> worker.owner.register(ROOM, null);
            case 16, 17 -> ask(node);
            default -> send(node, name);
        }
    }

    private void claim(Worker worker, Name name) {
        made(worker.node, name, "claim " + worker.id, worker.owner.tryRegister(name, worker.id), (claim, state) -> {
            if (claim != null && !claim.granted()) {
                return nameOf(claim.holding()).equals(state.holder) ? state : null;
            }
            boolean had = claim != null && worker.id.equals(state.holder);
            return state.holder == null || had ? state.held(worker.id) : null;
        });
    }

    private void take(Worker worker, Name name) {
        made(
                worker.node,
                name,
                "take " + worker.id,
                worker.owner.takeOver(name, worker.id, displaced()),
                (token, state) -> state.held(worker.id));
    }

    private Displaced displaced() {
        return random.nextInt(4) == 0 ? Displaced.END : Displaced.KEEP;
    }

    private void takeFrom(Worker worker, Name name) {
        Holding seen = worker.node.cluster.find(name);
        Holding expected = !tokens.isEmpty() && random.nextInt(3) == 0 // mostly one of another name, or long gone
                ? tokens.get(random.nextInt(tokens.size())).holding()
                : seen;
        String from = expected == null ? null : nameOf(expected);
        made(
                worker.node,
                name,
                "take " + worker.id + " from " + from,
                worker.owner.takeOver(name, worker.id, displaced(), expected),
                (claim, state) -> {
                    if (claim != null && !claim.granted()) {
                        return nameOf(claim.holding()).equals(state.holder) ? state : null;
                    }
                    boolean may = state.holder == null || state.holder.equals(worker.id) || state.holder.equals(from);
                    return may ? state.held(worker.id) : null;
                });
    }

    private void queue(Worker worker, Name name) {
        long begun = ++clock;
        for (int again = network.snapshots > 0 ? 2 : 1; again > 0; again--) { // a place is taken again after one
            mayQueue(worker, name, begun);
        }
        waits(worker, name, begun, worker.owner.registerWhenFree(name, worker.id));
    }

    private void mayQueue(Worker worker, Name name, long begun) {
        note(name, new Call<>("queue " + worker.id, begun, 0, false, state -> {
            if (state.holder == null) {
                return state.held(worker.id);
            }
            boolean there = worker.id.equals(state.holder) || state.line.contains(worker.id);
            return there ? null : state.inLine(worker.id);
        }));
    }

    private void waits(Worker worker, Name name, long begun, CompletableFuture<ClusterRegistration> granted) {
        if (waited.add(granted)) {
            granted.whenComplete((token, error) -> {
                if (token != null) {
                    granted(token);
                    Function<State, @Nullable State> holds = state -> worker.id.equals(state.holder) ? state : null;
                    note(name, new Call<>("granted " + worker.id, begun, ++clock, true, holds));
                } else if (error instanceof OutcomeUnknownException) {
                    mayLose("unqueue ", worker.id, name, begun); // it leaves a line in which it may stand
                }
            });
        }
    }

    private void standInLine(Worker worker, Name name) {
        long begun = ++clock;
        if (network.snapshots > 0) {
            mayQueue(worker, name, begun);
        }
        CompletionStage<ClusterPlace> place = worker.owner.standInLine(name, worker.id);
        place.whenComplete((known, error) -> {
            if (known != null) {
                waits(worker, name, begun, known.granted());
            } else if (error instanceof OutcomeUnknownException) {
                mayLose("unqueue ", worker.id, name, begun);
            }
        });
        made(worker.node, name, "stand " + worker.id, place, (known, state) -> {
            int position = worker.id.equals(state.holder) || state.holder == null
                    ? 0
                    : 1 + (state.line.contains(worker.id) ? state.line.indexOf(worker.id) : state.line.size());
            if (known != null && known.position() != position) {
                return null;
            }
            return position == 0
                    ? state.held(worker.id)
                    : state.line.contains(worker.id) ? state : state.inLine(worker.id);
        });
    }

    private void leaveLine(Worker worker, Name name) {
        long begun = ++clock;
        if (worker.owner.leaveLine(name)) {
            mayLose("unqueue ", worker.id, name, begun);
        }
    }

    private void give() {
        if (tokens.isEmpty() || workers.isEmpty()) {
            return;
        }
        ClusterRegistration token = tokens.get(random.nextInt(tokens.size()));
        String giver = holders.get(token.token());
        Worker to = workers.get(random.nextInt(workers.size())); // who may have ended, and its node as well
        Node run = to.node.cluster.status().node().orElse(new Node(to.node.id(), NOBODY));
        boolean isReal = random.nextInt(8) > 0;
        String receiver = isReal ? to.id : "nobody";
        workers.stream().filter(each -> each.id.equals(giver) && each.isAlive()).forEach(holder -> {
            long begun = ++clock;
            CompletionStage<Boolean> stage = token.giveTo(run, isReal ? to.owner.id() : NOBODY);
            made(holder.node, token.name(), "give " + giver + " to " + receiver, stage, (done, state) -> {
                if (done != null && !done) {
                    return state;
                }
                return giver.equals(state.holder) ? state.held(receiver) : null;
            });
            mayLose("end of ", receiver, token.name(), begun); // who has ended does not keep it
        });
    }

    private void release() {
        if (tokens.isEmpty()) {
            return;
        }
        ClusterRegistration token = tokens.get(random.nextInt(tokens.size()));
        String worker = holders.get(token.token());
        Worker holder = workers.stream()
                .filter(each -> each.id.equals(worker))
                .findFirst()
                .orElseThrow();
        if (holder.isAlive()) {
            made(holder.node, token.name(), "release " + worker, token.unregister(), (done, state) -> {
                if (done != null && !done) {
                    return state;
                }
                return worker.equals(state.holder) ? state.served() : null;
            });
        }
    }

    private void read(FakeNode node, Name name) {
        made(node, name, "read", node.cluster.read(name), (found, state) -> {
            if (found == null) {
                return null;
            }
            String seen = found.map(this::nameOf).orElse(null);
            return java.util.Objects.equals(seen, state.holder) ? state : null;
        });
    }

    private String nameOf(Holding holding) {
        return workers.stream()
                .filter(each -> each.owner.id() == holding.worker())
                .map(Worker::id)
                .findFirst()
                .orElse("nobody");
    }

    private void send(FakeNode node, Name name) {
        Holding holding = node.cluster.find(name);
        if (holding != null) {
            String message = nameOf(holding) + " " + node.engine.self() + " " + ++messages;
            node.cluster.send(holding, message.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Notes a call with what it answers; the model is asked with null where it did not. */
    private <V> void made(
            FakeNode node,
            Name name,
            String text,
            CompletionStage<V> stage,
            BiFunction<@Nullable V, State, @Nullable State> model) {
        long begun = ++clock;
        made.add(new Made(stage.toCompletableFuture(), node));
        boolean[] told = {false};
        stage.whenComplete((value, error) -> {
            told[0] = true;
            long ended = ++clock;
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (value != null) {
                if (value instanceof ClusterRegistration token) {
                    granted(token);
                } else if (value instanceof ClusterClaim claim) {
                    claim.registration().ifPresent(this::granted);
                }
                String answer = value instanceof ClusterClaim claim
                        ? nameOf(claim.holding())
                        : value instanceof ClusterPlace place ? "" + place.position() : value.toString();
                note(name, new Call<>(text + ": " + answer, begun, ended, true, state -> model.apply(value, state)));
            } else if (!(cause instanceof SuspendedException)) {
                unknown++;
                note(name, new Call<>(text + ": " + cause, begun, 0, false, state -> model.apply(null, state)));
            }
        });
        stages.add(() -> {
            if (!told[0]) { // its process was killed
                note(name, new Call<>(text + ": killed", begun, 0, false, state -> model.apply(null, state)));
            }
        });
    }

    private void granted(ClusterRegistration token) {
        granted++;
        String holder = nameOf(token.holding());
        assertThat(holders.put(token.token(), holder)).isIn(null, holder);
        tokens.add(token);
    }

    private void recover() {
        network.lost = 0;
        network.repeated = 0;
        network.heal();
        for (String id : List.of("n1", "n2", "n3")) {
            network.resume(id);
            if (!network.engines.containsKey(id)) {
                start(id);
            }
        }
        network.advance(45_000);
        for (FakeNode node : nodes.values()) {
            for (int i = 0; i < 4; i++) {
                read(node, Name.of("name" + i));
            }
        }
        network.advance(2_000);
        network.lost = 100; // nothing new, so that all come to have the same
        network.advance(1_000);
        stages.forEach(Runnable::run);
    }

    private void check() {
        FakeNode first = nodes.get("n1");
        for (FakeNode node : nodes.values()) {
            assertThat(node.cluster.status().suspended()).as(node.id()).isEmpty();
            assertThat(node.cluster.member().table().sessions())
                    .as("whoever was to end has ended")
                    .allMatch(session -> session.doomed().isEmpty());
            assertThat(node.snapshot()).as("the tables of n1 and " + node.id()).isEqualTo(first.snapshot());
            assertThat(node.cluster.count(ROOM))
                    .isEqualTo(nodes.values().stream()
                            .mapToInt(each -> each.cluster.members(ROOM).size())
                            .sum());
        }
        for (FakeNode node : everyNode) {
            assertThat(node.reported).isEmpty();
            RegistryAssertions.assertSound(node.local);
        }
        checkHolders(first);
        checkMessages();
        checkNotes();
        made.forEach(each -> assertThat(each.stage.isDone() || each.node.engine.dead)
                .as("no call of a living process is left open")
                .isTrue());
        calls.forEach((name, history) -> assertThat(History.isLinearizable(new State(null, List.of()), history))
                .as(() -> "the calls of " + name + " are explained by an order: " + history)
                .isTrue());
    }

    /** Each name is held by a worker that lives, on the run of its node that is joined; and by who was told so. */
    private void checkHolders(FakeNode node) {
        Set<Long> held = new HashSet<>();
        for (Holding holding : node.cluster.member().table().holdings()) {
            Worker worker = workers.stream()
                    .filter(each -> each.id.equals(nameOf(holding)))
                    .findFirst()
                    .orElseThrow();
            assertThat(worker.isAlive()).as(holding + " is held by the living").isTrue();
            assertThat(worker.node.cluster.status().node()).contains(holding.node());
            held.add(holding.token());
        }
        for (ClusterRegistration token : tokens) {
            if (token.isHeld()) {
                assertThat(held).as(token + " stands").contains(token.token());
            }
        }
    }

    /** Each message came once at most, in order for each two nodes, and to whom it was meant for. */
    private void checkMessages() {
        for (FakeNode node : everyNode) {
            Map<String, Integer> last = new HashMap<>();
            for (String each : node.delivered) {
                String[] words = each.split(" ", -1);
                assertThat(words[0]).as("a message goes to who was meant").isEqualTo(words[1]);
                int number = Integer.parseInt(words[3]);
                if (!words[2].equals(node.engine.self().toString())) {
                    assertThat(number).isGreaterThan(last.getOrDefault(words[2], 0));
                    last.put(words[2], number);
                }
            }
        }
    }

    /** Each note and answer came once at most, and in the order in which its node sent them. */
    private void checkNotes() {
        assertThat(answered.keySet()).as("what was answered was heard").containsAll(answersTo);
        assertThat(answersTo).as("answered once").doesNotHaveDuplicates();
        assertThat(answered.values()).as("how often each question was heard").allMatch(times -> times == 1);
        heard.forEach((node, notes) -> {
            Map<String, Integer> last = new HashMap<>();
            for (String note : notes) {
                String[] words = note.split(" ", -1);
                int number = Integer.parseInt(words[1]);
                assertThat(number)
                        .as(() -> node.id() + " heard " + notes)
                        .isGreaterThan(last.getOrDefault(words[0], 0));
                last.put(words[0], number);
            }
        });
    }
}
