package io.rollcall.server;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Query;
import io.rollcall.server.observer.ClusterView;
import io.rollcall.server.observer.ConnectionRow;
import io.rollcall.server.observer.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows a server to its observer, from the same figures that {@code /info} has. Safe for any thread. */
final class Observation implements Observed {
    private final WorkerSupervisor supervisor;
    private final BooleanSupplier serving;
    private final Supplier<List<ListenerRow>> listeners;
    private final @Nullable ClusterView cluster;
    /** Set once they run. */
    private volatile List<EventLoop> loops = List.of();

    Observation(WorkerSupervisor supervisor, BooleanSupplier serving, Supplier<List<ListenerRow>> listeners) {
        this.supervisor = supervisor;
        this.serving = serving;
        this.listeners = listeners;
        Nodes nodes = supervisor.nodes();
        this.cluster = nodes == null ? null : new ClusterObservation(nodes, supervisor.registry());
    }

    void setLoops(EventLoopGroup io) {
        List<EventLoop> present = new ArrayList<>();
        io.forEach(loop -> present.add((EventLoop) loop));
        loops = List.copyOf(present);
    }

    @Override
    public Map<String, Map<String, Object>> info() {
        return supervisor.info().figures();
    }

    @Override
    public List<LimitRow> limits() {
        List<LimitRow> rows = new ArrayList<>();
        supervisor.options().limits().asMap().forEach((limit, value) -> rows.add(row(limit, value)));
        return rows;
    }

    private LimitRow row(Limit limit, long value) {
        return new LimitRow(
                limit.word(),
                "--" + limit.option(),
                limit.unit().name().toLowerCase(Locale.ROOT),
                value,
                limit.unit().show(value),
                limit.help(),
                supervisor.limitCounts().met(limit),
                used(limit));
    }

    private long used(Limit limit) {
        return switch (limit) {
            case CONNECTIONS -> count();
            case INPUT_TOTAL -> waiting();
            case OUTPUT_TOTAL -> untaken();
            case ENTRIES -> entries();
            default -> -1;
        };
    }

    private long entries() {
        Map<String, Object> figures = info().getOrDefault("registry", Map.of());
        return Stream.of("names", "memberships")
                .mapToLong(each -> figures.get(each) instanceof Number held ? held.longValue() : 0)
                .sum();
    }

    @Override
    public List<ListenerRow> listeners() {
        return listeners.get();
    }

    @Override
    public List<EventLoop> loops() {
        return loops;
    }

    @Override
    public long lines(EventLoop loop) {
        return supervisor.stallWatch().lines(loop);
    }

    @Override
    public void measureRates() {
        long now = System.nanoTime();
        sessions()
                .forEach(session -> session.pace()
                        .look(session.mailbox().taken(), session.output().written(), now));
    }

    private Stream<Session> sessions() {
        Stream.Builder<Session> all = Stream.builder();
        supervisor.registry().forEach(Connection.SOCKET_LISTENER, connection -> all.add((Session) connection));
        supervisor.streams().values().forEach(all::add);
        return all.build();
    }

    private SessionRow row(Connection connection) {
        Session session = (Session) connection;
        return new SessionRow(session, loops.indexOf(session.loop()));
    }

    @Override
    public Stream<? extends ConnectionRow> connections() {
        return sessions().map(this::row);
    }

    @Override
    public Stream<? extends ConnectionRow> members(String property) {
        return supervisor.registry().members(Property.of(property)).stream().map(this::row);
    }

    @Override
    public Optional<? extends ConnectionRow> connection(String id) {
        return Optional.ofNullable(session(id)).map(this::row);
    }

    private @Nullable Session session(String id) {
        if (!Keys.isId(id)) {
            return null;
        }
        return supervisor
                .registry()
                .whereIs(Name.of(id))
                .map(connection -> (Session) connection)
                .orElse(supervisor.streams().get(id));
    }

    @Override
    public Stream<NameRow> names() {
        return supervisor
                .registry()
                .entries(Query.names())
                .filter(Observation::isOwn)
                .map(Observation::name);
    }

    @Override
    public Optional<NameRow> holder(String name) {
        return name.isEmpty() || Keys.isId(name)
                ? Optional.empty()
                : supervisor.registry().entry(Name.of(name)).map(Observation::name);
    }

    private static boolean isOwn(Entry<Connection> entry) {
        return !Keys.isId(entry.key().toString());
    }

    private static NameRow name(Entry<Connection> entry) {
        Object value = entry.value();
        return new NameRow(
                Text.shown(entry.key()),
                entry.subject().id(),
                value == null ? "" : Text.shown(value),
                entry.since().toEpochMilli());
    }

    @Override
    public Map<String, Integer> properties() {
        Map<String, Integer> members = new TreeMap<>();
        try (Stream<Entry<Connection>> entries = supervisor.registry().entries(Query.properties())) {
            entries.filter(entry -> !entry.key().equals(Connection.SOCKET_LISTENER))
                    .forEach(entry -> members.merge(Text.shown(entry.key()), 1, Integer::sum));
        }
        return members;
    }

    @Override
    public int count() {
        return supervisor.connections();
    }

    @Override
    public long lines() {
        return supervisor.stallWatch().lines();
    }

    @Override
    public long written() {
        return supervisor.outputBudget().written();
    }

    @Override
    public long untaken() {
        return supervisor.outputBudget().untaken();
    }

    @Override
    public long waiting() {
        return supervisor.input().waiting();
    }

    @Override
    public Optional<ClusterView> cluster() {
        return Optional.ofNullable(cluster);
    }

    @Override
    public boolean isReady() {
        return serving.getAsBoolean() && !supervisor.isDraining();
    }

    @Override
    public boolean kick(String id, String text) {
        Session found = session(id);
        if (found == null) {
            return false;
        }
        supervisor.events().kicked(found, "observer", text);
        found.kick(">bye kicked" + (text.isEmpty() ? "" : " " + Text.shown(text)));
        return true;
    }

    @Override
    public void drain() {
        supervisor.events().drainAsked("observer");
        supervisor.askForDrain();
    }
}
