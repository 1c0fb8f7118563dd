package io.rollcall.server;

import io.rollcall.cluster.ClusterStatus;
import io.rollcall.cluster.Node;
import io.rollcall.registry.Change;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Receipt;
import io.rollcall.registry.Scope;
import io.rollcall.registry.Subscription;
import io.rollcall.registry.Watcher;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this node answers to others about its own connections. Safe for use by any thread. */
final class NodeAnswers {
    /** Is there this connection? {@code has NUMBER} answers {@value #YES} or {@value #NONE}. */
    static final String HAS = "has";
    /** {@code send NUMBER NAME TOKEN LINE} answers {@value #YES}, {@value #NONE} or {@value #SLOW}. */
    static final String SEND = "send";
    /** {@code cast PROPERTY LINE…} answers to how many it went, and how many were too slow. */
    static final String CAST = "cast";
    /** {@code members PROPERTY AFTER} answers as {@link MemberPage} does. */
    static final String MEMBERS = "members";
    /** May an identity take a name from this connection? {@code may NUMBER IDENTITY} answers as {@code has}, or {@value #NO}. */
    static final String MAY = "may";
    /** {@code gift NUMBER NAME GIVER} answers {@value #YES}, or with what the giver is to be told. */
    static final String GIFT = "gift";
    /** {@code keep NUMBER NAME}: it is not given after all. */
    static final String KEEP = "keep";
    /** {@code watch NUMBER KEY yes|no} answers with the ids there, each with its value on yes; {@value #NONE} for an id that is not. */
    static final String WATCH = "watch";
    /** {@code unwatch NUMBER}: it is watched no more. */
    static final String UNWATCH = "unwatch";
    /** {@code kick NUMBER BY REASON} answers as {@code has}. */
    static final String KICK = "kick";
    /** {@code status} answers with what {@link NodeRow} reads. */
    static final String STATUS = "status";

    static final String YES = "yes";
    static final String NO = "no";
    static final String NONE = "none";
    static final String SLOW = "slow";

    private static final int CHANGES = 64 * 1024;

    private final Nodes nodes;
    private final WorkerSupervisor supervisor;
    /** What others watch here. */
    private final Map<Watched, Subscription> watches = new ConcurrentHashMap<>();

    private record Watched(Node by, String number) {}

    NodeAnswers(Nodes nodes, WorkerSupervisor supervisor) {
        this.nodes = nodes;
        this.supervisor = supervisor;
    }

    /** Answers a question; fails for one that a later version may ask. */
    CompletionStage<List<String>> answer(Node from, List<String> question) {
        List<String> of = question.subList(1, question.size());
        return switch (question.get(0)) {
            case HAS -> done(session(of.get(0)) == null ? NONE : YES);
            case SEND ->
                done(send(
                        Long.parseLong(of.get(0)), Name.of(of.get(1)), Long.parseLong(of.get(2)), Line.of(of.get(3))));
            case CAST -> done(cast(Property.of(of.get(0)), lines(of.subList(1, of.size()))));
            case MEMBERS ->
                later(() ->
                        new MemberPage(Property.of(of.get(0)), Long.parseLong(of.get(1))).rows(supervisor.registry()));
            case MAY -> done(may(session(of.get(0)), of.get(1)));
            case GIFT -> done(gift(session(of.get(0)), Name.of(of.get(1)), of.get(2)));
            case WATCH -> watch(from, of.get(0), of.get(1), of.get(2).equals(YES));
            case KICK -> done(kick(of.get(0), of.get(1), of.get(2)));
            case STATUS -> CompletableFuture.completedFuture(status());
            default ->
                CompletableFuture.failedFuture(
                        new IllegalArgumentException("this node does not know the question " + question.get(0)));
        };
    }

    /** Hears what needs no answer; what a later version may tell is left alone. */
    void hear(Node from, List<String> note) {
        List<String> of = note.subList(1, note.size());
        switch (note.get(0)) {
            case CAST -> cast(Property.of(of.get(0)), lines(of.subList(1, of.size())));
            case KEEP -> {
                Session session = session(of.get(0));
                if (session != null) {
                    session.nodeOwner().expectNoMore(Name.of(of.get(1)));
                }
            }
            case UNWATCH -> unwatch(new Watched(from, of.get(0)));
            default -> {}
        }
    }

    private static CompletionStage<List<String>> done(String answer) {
        return CompletableFuture.completedFuture(List.of(answer));
    }

    /** What looks at all there is has a thread of its own. */
    private CompletionStage<List<String>> later(Supplier<List<String>> rows) {
        return CompletableFuture.supplyAsync(rows, supervisor.queries());
    }

    private @Nullable Session session(String number) {
        return nodes.session(Long.parseLong(number));
    }

    /** Sends an event to a connection of this node. */
    String send(long number, Name name, long token, Line event) {
        Session session = nodes.session(number);
        if (session == null || (token != 0 && !session.nodeOwner().holds(name, token))) {
            return NONE;
        }
        return session.send(event) ? YES : SLOW;
    }

    private static List<Line> lines(List<String> texts) {
        return texts.stream().map(Line::of).toList();
    }

    /** Casts events to the members of this node. */
    String cast(Property property, List<Line> events) {
        Cast cast = new Cast(events);
        try {
            Receipt receipt = supervisor.registry().broadcast(property, member -> ((Session) member).cast(cast));
            return receipt.delivered() + " " + receipt.refused();
        } finally {
            cast.release();
        }
    }

    private String may(@Nullable Session holder, String identity) {
        if (holder == null) {
            return NONE;
        }
        return supervisor.options().openTakeover() || holder.standing().is(identity) ? YES : NO;
    }

    /** Makes ready for a name that is about to be given. */
    String gift(@Nullable Session receiver, Name name, String giver) {
        if (receiver == null || !receiver.isAdmitted()) {
            return NONE;
        }
        try {
            receiver.nodeOwner().requireRoom();
        } catch (Refused full) {
            return full.reply();
        }
        receiver.nodeOwner().expect(name, giver);
        return YES;
    }

    private String kick(String number, String by, String words) {
        Session alive = session(number);
        String id = new ConnectionId(nodes.id(), Long.parseLong(number)).toString();
        Session session = alive == null ? supervisor.streams().get(id) : alive;
        if (session == null) {
            return NONE;
        }
        supervisor.events().kicked(session, by, words);
        session.kick(OperatorCommands.kicked(words));
        return YES;
    }

    private CompletionStage<List<String>> watch(Node by, String number, String typed, boolean values) {
        Watched watched = new Watched(by, number);
        Key key = typed.startsWith("#") ? Property.of(typed.substring(1)) : Name.of(typed);
        CompletableFuture<List<String>> first = new CompletableFuture<>();
        Watcher<Connection> watcher = new Watcher<>() {
            @Override
            public void snapshot(List<Entry<Connection>> entries, long skipped) {
                boolean begins = !first.isDone();
                List<String> rows = entries.stream()
                        .map(entry -> values || !begins
                                ? Text.row(entry)
                                : entry.subject().id())
                        .toList();
                if (!first.complete(rows)) {
                    nodes.tell(by, FarWatches.AGAIN, number, rows);
                }
            }

            @Override
            public void changed(Change<Connection> change) {
                Entry<Connection> now = change.after();
                Entry<Connection> before = change.before();
                Entry<Connection> about = now == null ? before : now;
                if (about != null) {
                    String id = about.subject().id();
                    nodes.tell(by, FarWatches.CHANGE, number, id, now == null ? NONE : YES, Events.of(change));
                }
            }
        };
        Subscription before = watches.put(
                watched, supervisor.registry().watch(Scope.of(key), watcher, supervisor.queries(), CHANGES));
        if (before != null) {
            before.close();
        }
        return first.thenApply(rows -> {
            if (rows.isEmpty() && key instanceof Name) {
                unwatch(watched);
                return List.of(NONE);
            }
            return rows.isEmpty() ? List.of("") : rows;
        });
    }

    private void unwatch(Watched watched) {
        Subscription open = watches.remove(watched);
        if (open != null) {
            open.close();
        }
    }

    /** Forgets what a node watched that is gone. */
    void gone(Node node) {
        watches.keySet().stream().filter(watched -> watched.by().equals(node)).forEach(this::unwatch);
    }

    List<String> status() {
        ClusterStatus status = nodes.status();
        return List.of(
                status.suspended().orElse(""),
                String.valueOf(status.term()),
                String.valueOf(status.applied()),
                String.valueOf(supervisor.connections()));
    }
}
