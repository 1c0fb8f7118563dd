package io.rollcall.server;

import io.rollcall.cluster.Node;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The commands about properties and counters, where several nodes have members. */
final class NodeSharedCommands {
    private NodeSharedCommands() {}

    /** Stands for those of the same verbs; to join and to add is each node's own affair. */
    static List<Command> all() {
        return List.of(
                new Command("/join PROP [VALUE]", "share a property, or change its value", NodeSharedCommands::join),
                new Command("/members PROP", "who shares a property, with values", NodeSharedCommands::members),
                new Command("/more CURSOR", "the next page of a list", NodeSharedCommands::more),
                new Command("/count PROP", "how many share a property", NodeSharedCommands::count),
                new Command(
                        PropertyCommands.CAST + " PROP TEXT",
                        "send a line to all who share it",
                        NodeSharedCommands::cast),
                new Command("/total COUNTER", "the sum of all connections' numbers", NodeSharedCommands::total),
                new Command("/names [PREFIX]", "the names that are held", NodeSharedCommands::names),
                new Command("/nodes", "the nodes, who leads, and who lags", NodeSharedCommands::nodes));
    }

    private static @Nullable Closing join(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.ownProperty(arguments.word());
        session.owner().register(property, arguments.value());
        return counted(session, property, out);
    }

    private static @Nullable Closing count(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.property(arguments.word());
        arguments.end();
        return counted(session, property, out);
    }

    private static @Nullable Closing counted(Session session, Property property, Replies out) {
        NodeReplies.markStale(session, out);
        out.text("+" + session.nodes().cluster().count(property));
        return null;
    }

    private static @Nullable Closing total(Session session, Arguments arguments, Replies out) throws Refused {
        Counter counter = Keys.counter(arguments.word());
        arguments.end();
        NodeReplies.markStale(session, out);
        try {
            out.text("+" + session.nodes().cluster().total(counter));
        } catch (ArithmeticException beyond) {
            throw CounterCommands.totalBeyond();
        }
        return null;
    }

    /** Goes to each other node that has members as one message, which is answered. */
    private static @Nullable Closing cast(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.openProperty(arguments.word(), session.operator());
        Line event = PropertyCommands.castEvent(session, property, arguments.text());
        session.requireOutput();
        List<Node> others = session.nodes().others(property);
        if (others.isEmpty()) {
            out.cast(session, property, event, true);
            return null;
        }
        out.endCasts();
        CompletionStage<Heard> heard = CompletableFuture.completedFuture(
                Heard.of(session.nodes().answers().cast(property, List.of(event))));
        for (Node node : others) {
            CompletionStage<Heard> there = session.nodes()
                    .ask(node, NodeAnswers.CAST, property, event.text())
                    .thenApply(answer -> Heard.of(answer.get(0)))
                    .exceptionally(silent -> new Heard(0, 0));
            heard = heard.thenCombine(there, Heard::plus);
        }
        return NodeReplies.line(session, out, heard.thenApply(all -> Casting.answer(all.delivered(), all.slow())));
    }

    /** How many heard a cast, and how many were too slow to. */
    private record Heard(int delivered, int slow) {
        static Heard of(String answer) {
            int blank = answer.indexOf(' ');
            return new Heard(
                    Integer.parseInt(answer.substring(0, blank)), Integer.parseInt(answer.substring(blank + 1)));
        }

        Heard plus(Heard other) {
            return new Heard(delivered + other.delivered, slow + other.slow);
        }
    }

    private static @Nullable Closing members(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.openProperty(arguments.word(), session.operator());
        arguments.end();
        return members(session, new NodeMemberPage(property, "", 0), out);
    }

    private static @Nullable Closing members(Session session, NodeMemberPage page, Replies out) {
        NodeReplies.markStale(session, out);
        return NodeReplies.lines(session, out, page.rows(session.nodes()));
    }

    private static @Nullable Closing names(Session session, Arguments arguments, Replies out) throws Refused {
        String prefix = arguments.isEmpty() ? "" : Keys.prefix(arguments.word());
        arguments.end();
        names(session, new NamePage(prefix, ""), out);
        return null;
    }

    private static void names(Session session, NamePage page, Replies out) {
        NodeReplies.markStale(session, out);
        page.rows(session.nodes().cluster()).forEach(out::text);
    }

    private static @Nullable Closing more(Session session, Arguments arguments, Replies out) throws Refused {
        String cursor = arguments.word();
        arguments.end();
        Optional<NamePage> names = NamePage.at(cursor);
        Optional<NodeMemberPage> members = NodeMemberPage.at(cursor, session.operator());
        if (names.isPresent()) {
            names(session, names.get(), out);
            return null;
        }
        return members.isPresent() ? members(session, members.get(), out) : ListCommands.more(session, cursor, out);
    }

    private static @Nullable Closing nodes(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        return NodeReplies.lines(session, out, NodeRow.all(session.nodes()).thenApply(rows -> {
            List<String> lines = new ArrayList<>();
            lines.add("*" + rows.size());
            rows.forEach(row -> lines.add(row.toString()));
            return lines;
        }));
    }
}
