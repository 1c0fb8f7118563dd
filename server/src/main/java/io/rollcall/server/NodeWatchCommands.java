package io.rollcall.server;

import io.rollcall.cluster.ClusterChange;
import io.rollcall.cluster.ClusterWatcher;
import io.rollcall.cluster.Holding;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The commands about what becomes of names and properties, on whatever node. */
final class NodeWatchCommands {
    private NodeWatchCommands() {}

    /** Stands for those of the same verbs; to watch no more is the same. */
    static List<Command> all() {
        return List.of(
                new Command("/watch NAME|#PROP", "hear of each change", NodeWatchCommands::watch),
                new Command("/await NAME [SECONDS]", "hear once when a name is held", NodeWatchCommands::await));
    }

    private static @Nullable Closing watch(Session session, Arguments arguments, Replies out) throws Refused {
        Key key = Keys.watched(arguments.word(), session.operator());
        arguments.end();
        session.interests().requireWatch(key);
        NodeReplies.markStale(session, out);
        CompletionStage<String> reply = key instanceof Property property
                ? property(session, property)
                : Keys.isId((Name) key) ? connection(session, (Name) key) : name(session, (Name) key);
        return NodeReplies.line(session, out, reply);
    }

    private static CompletionStage<String> name(Session session, Name name) {
        WatchedEvents events = new WatchedEvents(session);
        CompletableFuture<String> reply = new CompletableFuture<>();
        Subscription watching = session.nodes().cluster().watch(name, new ClusterWatcher() {
            @Override
            public void snapshot(List<Holding> holdings) {
                String now = holdings.isEmpty() ? "NONE" : Nodes.idOf(holdings.get(0));
                if (!reply.complete("+" + now)) { // too many changes waited: what is there now says the most
                    events.add(
                            "",
                            List.of(
                                    holdings.isEmpty()
                                            ? ">down " + Text.shown(name) + " " + Session.RESET.word()
                                            : ">moved " + Text.shown(name) + " " + now));
                }
            }

            @Override
            public void changed(ClusterChange change) {
                events.add("", List.of(event(change)));
            }
        });
        session.interests().watch(name, () -> {
            watching.close();
            events.close();
        });
        return reply;
    }

    private static String event(ClusterChange change) {
        String name = Text.shown(change.key());
        Holding now = change.after();
        Holding before = change.before();
        if (now == null) {
            return ">down " + name + " " + Events.word(change.reason());
        }
        if (before == null) {
            return ">up " + name + " " + Nodes.idOf(now);
        }
        return before.token() == now.token()
                ? ">set " + name + " " + NodeNameCommands.row(now)
                : ">moved " + name + " " + Nodes.idOf(now);
    }

    private static CompletionStage<String> property(Session session, Property property) {
        return here(session, property).thenCompose(here -> {
            FarWatches.Far elsewhere = session.nodes().watches().open(property, new WatchedEvents(session));
            session.interests().watch(property, () -> {
                here.close();
                elsewhere.close();
            });
            return elsewhere
                    .begin(session.nodes().others())
                    .thenApply(far -> "+" + (here.first().size() + far));
        });
    }

    /** Begins to watch what is on this node, off the event loop where that is much. */
    private static CompletionStage<Watching> here(Session session, Property property) {
        return session.registry().count(property) > ListCommands.QUICK
                ? CompletableFuture.supplyAsync(
                        () -> Watching.open(session, property),
                        session.supervisor().queries())
                : CompletableFuture.completedFuture(Watching.open(session, property));
    }

    private static CompletionStage<String> connection(Session session, Name id) {
        NodeTarget target = NodeNameCommands.target(session, id).orElse(null);
        if (target == null) {
            return CompletableFuture.completedFuture(WatchCommands.none(id));
        }
        if (session.nodes().isHere(target.node())) {
            return CompletableFuture.completedFuture(WatchCommands.watch(session, id));
        }
        WatchedEvents events = new WatchedEvents(session);
        FarWatches.Far elsewhere = session.nodes().watches().open(id, events);
        session.interests().watch(id, elsewhere::close);
        return elsewhere.begin(List.of(target.node())).thenApply(there -> {
            if (there == 0) {
                session.interests().unwatch(id);
                return WatchCommands.none(id);
            }
            return "+" + id;
        });
    }

    private static @Nullable Closing await(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.known(arguments.word());
        Duration timeout = arguments.isEmpty() ? null : WatchCommands.seconds(arguments);
        NodeReplies.markStale(session, out);
        if (Keys.isId(name)) {
            return NodeReplies.line(
                    session,
                    out,
                    NodeNameCommands.isThere(session, name)
                            .thenApply(there -> there ? "+" + name : WatchCommands.none(name)));
        }
        Holding held = session.nodes().find(name);
        if (held != null) {
            out.text("+" + Nodes.idOf(held));
            return null;
        }
        session.interests().requireAwait();
        CompletableFuture<Holding> future =
                session.nodes().cluster().await(name, timeout == null ? Interests.FOREVER : timeout);
        CompletableFuture<String> holder = future.whenCompleteAsync((granted, failure) -> {}, session.gate())
                .thenApply(Nodes::idOf);
        session.interests().await(name, holder, () -> future.cancel(false));
        out.text("+WAIT");
        return null;
    }
}
