package io.rollcall.server;

import io.rollcall.cluster.ClusterClaim;
import io.rollcall.cluster.ClusterPlace;
import io.rollcall.cluster.ClusterRegistration;
import io.rollcall.cluster.Holding;
import io.rollcall.cluster.Node;
import io.rollcall.cluster.OutcomeUnknownException;
import io.rollcall.cluster.SuspendedException;
import io.rollcall.registry.Key;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Name;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.RegistryClosedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The commands about names, where several nodes agree upon them. */
final class NodeNameCommands {
    /** So often a take-over is tried anew, as the name has gone to another meanwhile. */
    private static final int TRIES = 8;
    /** The longest value of a name among nodes, in chars: see {@code ClusterOwner}. */
    private static final int MOST_VALUE = 16_384;

    private NodeNameCommands() {}

    /** Stands for those of the same verbs. */
    static List<Command> all() {
        return List.of(
                new Command("/name NAME [VALUE]", "take a name that nobody holds", NodeNameCommands::name),
                new Command("/drop NAME", "give a name up, or leave the line for it", NodeNameCommands::drop),
                new Command("/set NAME|#PROP VALUE", "change the value of what is held", NodeNameCommands::set),
                new Command("/where NAME", "who holds a name, with its value", NodeNameCommands::where),
                new Command("/token NAME", "a number that grows with each holder", NodeNameCommands::token),
                new Command("/send NAME TEXT", "send a line to a name's holder", NodeNameCommands::send),
                new Command("/take NAME [VALUE]", "take a name from one's own other session", NodeNameCommands::take),
                new Command("/queue NAME [VALUE]", "stand in line for a name", NodeNameCommands::queue),
                new Command("/give NAME TO", "give a name to another", NodeNameCommands::give));
    }

    private static @Nullable Closing name(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        String value = value(arguments.value());
        NodeOwner owner = session.nodeOwner();
        owner.requireRoom(name);
        return NodeReplies.line(
                session, out, owner.claim(name, value).thenApply(claim -> claimed(session, name, claim)));
    }

    /** Refuses a value that is longer than one may be that all nodes keep. */
    private static @Nullable String value(@Nullable String given) throws Refused {
        if (given != null && given.length() > MOST_VALUE) {
            throw Refused.by(Limit.VALUE, MOST_VALUE + " characters where several nodes keep it");
        }
        return given;
    }

    private static String claimed(Session session, Name name, ClusterClaim claim) {
        if (claim.registration().isEmpty()) {
            return "-TAKEN " + Nodes.idOf(claim.holding());
        }
        session.given().claimed(name);
        return "+OK";
    }

    private static @Nullable Closing drop(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        arguments.end();
        boolean waited = session.interests().leaveLine(name);
        return NodeReplies.line(
                session,
                out,
                session.nodeOwner().drop(name).thenApply(held -> waited || held ? "+OK" : "-NOTYOURS " + name));
    }

    private static @Nullable Closing set(Session session, Arguments arguments, Replies out) throws Refused {
        String word = arguments.word();
        if (word.startsWith("#")) {
            Key property = Keys.ownProperty(word.substring(1));
            out.text(NameCommands.set(session, property, arguments.requiredValue()));
            return null;
        }
        Name name = Keys.own(word);
        String value = arguments.requiredValue();
        value(value);
        return NodeReplies.line(
                session, out, session.nodeOwner().set(name, value).thenApply(set -> set ? "+OK" : "-NOTYOURS " + name));
    }

    private static @Nullable Closing where(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.known(arguments.word());
        arguments.end();
        NodeReplies.markStale(session, out);
        if (Keys.isId(name)) {
            return NodeReplies.line(
                    session, out, isThere(session, name).thenApply(there -> there ? "+" + name : none(name)));
        }
        Holding held = session.nodes().find(name);
        out.text(held == null ? none(name) : "+" + row(held));
        return null;
    }

    private static @Nullable Closing token(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        arguments.end();
        NodeReplies.markStale(session, out);
        Holding held = session.nodes().find(name);
        out.text(held == null ? none(name) : "+" + held.token());
        return null;
    }

    /** Returns a holder's id and the value it keeps. */
    static String row(Holding held) {
        return Nodes.idOf(held) + Text.valueOf(held.value());
    }

    static String none(Name name) {
        return "-NONE nobody holds " + name;
    }

    /** Asks whether there is a connection, on whatever node. */
    static CompletionStage<Boolean> isThere(Session session, Name id) {
        return target(session, id)
                .map(target -> session.nodes()
                        .ask(target.node(), NodeAnswers.HAS, target.number())
                        .thenApply(answer -> answer.get(0).equals(NodeAnswers.YES)))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    /** Finds where a name's holder, or a connection if there is one of that id, is to be found. */
    static Optional<NodeTarget> target(Session session, Name name) {
        Nodes nodes = session.nodes();
        if (!Keys.isId(name)) {
            Holding held = nodes.find(name);
            return held == null
                    ? Optional.empty()
                    : Optional.of(new NodeTarget(held.node(), held.worker(), held.token()));
        }
        Optional<ConnectionId> id = ConnectionId.of(name.toString());
        Optional<Node> node = id.flatMap(of -> nodes.node(of.node()));
        return node.map(run -> new NodeTarget(run, id.get().number(), 0));
    }

    private static @Nullable Closing send(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.known(arguments.word());
        Line event = Line.of(">msg " + session.from() + " " + arguments.text());
        session.requireOutput();
        NodeTarget to = target(session, name).orElseThrow(() -> new Refused("NONE", "nobody holds " + name));
        Nodes nodes = session.nodes();
        if (nodes.isHere(to.node())) {
            out.text(sent(nodes.answers().send(to.number(), name, to.token(), event), name));
            return null;
        }
        CompletionStage<List<String>> asked =
                nodes.ask(to.node(), NodeAnswers.SEND, to.number(), name, to.token(), event.text());
        return NodeReplies.line(session, out, asked.thenApply(answer -> sent(answer.get(0), name)));
    }

    private static String sent(String answer, Name name) {
        return switch (answer) {
            case NodeAnswers.YES -> "+OK";
            case NodeAnswers.SLOW -> "-SLOW " + name + " does not read what it is sent";
            default -> none(name);
        };
    }

    private static @Nullable Closing take(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        String value = value(arguments.value());
        if (session.owner().registration(name).isPresent()) {
            throw new Refused("TAKEN", session.id());
        }
        session.nodeOwner().requireRoom();
        Holding holder = session.nodes().find(name);
        return NodeReplies.line(session, out, take(session, name, value, holder, TRIES));
    }

    private static CompletionStage<String> take(
            Session session, Name name, @Nullable String value, @Nullable Holding holder, int tries) {
        if (holder == null || Nodes.idOf(holder).equals(session.id())) { // of an earlier claim that nobody answered
            return taken(session, name, value, null, tries);
        }
        return may(session, holder).thenCompose(answer -> switch (answer) {
            case NodeAnswers.YES -> {
                long left = session.supervisor().takeovers().left(name, session.nanoTime());
                yield left > 0
                        ? refused(
                                "DENIED",
                                "held off " + BackOff.shown(left) + ", " + name + " was taken over several times")
                        : taken(session, name, value, holder, tries);
            }
            case NodeAnswers.NO -> refused("DENIED", name + " is another's");
            default -> taken(session, name, value, holder, tries); // it has just ended: its names are about to be free
        });
    }

    private static CompletionStage<String> refused(String code, String text) {
        return CompletableFuture.failedFuture(new Refused(code, text));
    }

    /** Asks the holder's node whether a connection may take a name from it. */
    private static CompletionStage<String> may(Session session, Holding holder) {
        if (session.supervisor().options().openTakeover()) {
            return CompletableFuture.completedFuture(NodeAnswers.YES);
        }
        String identity = session.standing().identity();
        return identity == null
                ? CompletableFuture.completedFuture(NodeAnswers.NO)
                : session.nodes()
                        .ask(holder.node(), NodeAnswers.MAY, holder.worker(), identity)
                        .thenApply(answer -> answer.get(0));
    }

    private static CompletionStage<String> taken(
            Session session, Name name, @Nullable String value, @Nullable Holding from, int tries) {
        return session.nodeOwner().take(name, value, from).thenCompose(claim -> {
            if (claim.registration().isEmpty()) { // it went to another meanwhile
                return tries > 1
                        ? take(session, name, value, claim.holding(), tries - 1)
                        : refused("DENIED", name + " is another's");
            }
            session.interests().forgetPlace(name);
            session.given().claimed(name);
            if (from != null) {
                session.supervisor().takeovers().note(name, session.nanoTime());
            }
            return CompletableFuture.completedFuture("+OK" + (from == null ? "" : " " + Nodes.idOf(from)));
        });
    }

    private static @Nullable Closing queue(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        String value = value(arguments.value());
        session.nodeOwner().requireRoom(name);
        session.interests().requirePlace(name);
        return NodeReplies.line(
                session,
                out,
                session.nodeOwner().queue(name, value).thenApply(place -> queued(session, name, value, place)));
    }

    private static String queued(Session session, Name name, @Nullable String value, ClusterPlace place) {
        if (place.position() == 0) {
            session.given().claimed(name);
            return "+OK";
        }
        new Standby(session, name, value).begin(place);
        return "+QUEUED " + place.position();
    }

    /** A place in line, which is taken anew where it went with this node's run. */
    private static final class Standby implements Interests.Place {
        private final Session session;
        private final NodeOwner owner;
        private final Name name;
        private final @Nullable String value;

        Standby(Session session, Name name, @Nullable String value) {
            this.session = session;
            this.owner = session.nodeOwner();
            this.name = name;
            this.value = value;
        }

        void begin(ClusterPlace place) {
            session.interests().stand(name, this);
            place.granted().whenComplete(this::ended);
        }

        private void ended(@Nullable ClusterRegistration granted, @Nullable Throwable failure) {
            if (granted != null) {
                served(granted);
            } else if (stands() && mayStandAnew(failure)) {
                session.nodes().cluster().ready().thenAccept(node -> again());
            } else {
                over();
            }
        }

        private boolean stands() {
            return session.interests().stands(name, this) && !session.isEnded();
        }

        private static boolean mayStandAnew(@Nullable Throwable failure) {
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            return why instanceof OutcomeUnknownException || why instanceof SuspendedException;
        }

        private void served(ClusterRegistration granted) {
            try {
                owner.note(granted);
                session.gate().execute(() -> session.interests().served(name, this));
            } catch (LimitExceededException | OwnerEndedException | RegistryClosedException noRoom) {
                over();
            }
        }

        /** Tells that nothing will come of it. */
        private void over() {
            session.gate().execute(() -> session.interests().over(name, this));
        }

        private void again() {
            if (!stands()) {
                return;
            }
            owner.queue(name, value).whenComplete((place, failure) -> {
                if (place == null) {
                    ended(null, failure);
                } else if (stands()) {
                    place.granted().whenComplete(this::ended);
                } else if (!owner.leaveLine(name)) { // it was left meanwhile
                    owner.drop(name);
                }
            });
        }

        @Override
        public void leave() {
            owner.leaveLine(name);
        }
    }

    private static @Nullable Closing give(Session session, Arguments arguments, Replies out) throws Refused {
        Name name = Keys.own(arguments.word());
        Name to = Keys.known(arguments.word());
        arguments.end();
        if (session.owner().registration(name).isEmpty()) {
            throw new Refused("NOTYOURS", name.toString());
        }
        NodeTarget receiver = target(session, to).orElseThrow(() -> new Refused("NONE", "nobody holds " + to));
        Nodes nodes = session.nodes();
        if (nodes.isHere(receiver.node()) && receiver.number() == session.number()) {
            out.text("+OK");
            return null;
        }
        CompletionStage<List<String>> asked =
                nodes.ask(receiver.node(), NodeAnswers.GIFT, receiver.number(), name, session.from());
        asked.whenComplete((answer, failure) -> {
            if (failure != null) { // it may have been heard
                nodes.tell(receiver.node(), NodeAnswers.KEEP, receiver.number(), name);
            }
        });
        return NodeReplies.line(session, out, asked.thenCompose(answer -> switch (answer.get(0)) {
            case NodeAnswers.YES -> given(session, name, receiver);
            case NodeAnswers.NONE -> refused("NONE", "nobody holds " + to);
            default -> CompletableFuture.completedFuture(answer.get(0));
        }));
    }

    /** Ends a connection of another node for an operator of this one. */
    static @Nullable Closing kick(Session session, Name who, String reason, Replies out) throws Refused {
        NodeTarget target = target(session, who).orElseThrow(() -> new Refused("NONE", "nobody holds " + who));
        CompletionStage<List<String>> asked =
                session.nodes().ask(target.node(), NodeAnswers.KICK, target.number(), session.id(), reason);
        return NodeReplies.line(
                session, out, asked.thenApply(answer -> answer.get(0).equals(NodeAnswers.YES) ? "+OK" : none(who)));
    }

    private static CompletionStage<String> given(Session session, Name name, NodeTarget receiver) {
        return session.nodeOwner()
                .give(name, receiver)
                .handle((done, failure) -> {
                    if (failure == null && done) {
                        return CompletableFuture.completedFuture("+OK");
                    }
                    session.nodes().tell(receiver.node(), NodeAnswers.KEEP, receiver.number(), name);
                    return failure == null
                            ? CompletableFuture.completedFuture(notGiven(session, name, receiver))
                            : CompletableFuture.<String>failedFuture(failure);
                })
                .thenCompose(reply -> reply);
    }

    private static String notGiven(Session session, Name name, NodeTarget receiver) {
        return session.nodeOwner().holds(name) ? "-NONE " + receiver.node().id() + " is gone" : "-NOTYOURS " + name;
    }
}
