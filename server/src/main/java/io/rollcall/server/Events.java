package io.rollcall.server;

import io.rollcall.registry.Change;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What those who watch are told, and in which words. */
final class Events {
    /** The owner lives, and has given up this one entry. */
    private static final String LEFT = "left";

    /** What the others say of a node that is gone: of its connections they know no more than that. */
    private static final String NODE_GONE = "node-gone";

    private static final Set<String> WORDS = Set.of(
            "quit", "eof", "reset", "idle", "slow", "kicked", "taken", "drain", "crashed", "error", "limit", "dropped",
            LEFT);

    private Events() {}

    /** Returns the lines for one change, without their line ends: none where it concerns nobody who watches. */
    static List<String> of(Change<Connection> change) {
        return change.key() instanceof Name ? ofName(change) : ofProperty(change);
    }

    private static List<String> ofName(Change<Connection> change) {
        String name = Text.shown(change.key());
        return switch (change.kind()) {
            case UP -> held(">up ", name, change);
            case MOVED -> held(">moved ", name, change);
            case SET -> List.of(">set " + name + " " + row(change.after()));
            case DOWN -> List.of(">down " + name + " " + word(change.reason()));
            case EMPTY -> List.of();
        };
    }

    /** A value that was set meanwhile would be lost where several changes have become this one, so it is told, too. */
    private static List<String> held(String verb, String name, Change<Connection> change) {
        String event = verb + name + " " + holder(change);
        Entry<Connection> now = Objects.requireNonNull(change.after());
        boolean merged = change.skipped() > 0 && now.value() != null;
        return merged ? List.of(event, ">set " + name + " " + row(now)) : List.of(event);
    }

    private static List<String> ofProperty(Change<Connection> change) {
        String property = Text.shown(change.key());
        String joined = ">join " + property + " ";
        return switch (change.kind()) {
            case UP -> List.of(joined + row(change.after()));
            case MOVED -> List.of(left(property, change, LEFT), joined + row(change.after()));
            case SET -> List.of(">set #" + property + " " + row(change.after()));
            case DOWN -> List.of(left(property, change, leftWord(change.reason())));
            case EMPTY -> List.of();
        };
    }

    private static String left(String property, Change<Connection> change, String word) {
        return ">left " + property + " " + change.from().subject().id() + " " + word;
    }

    private static String holder(Change<Connection> change) {
        return change.to().subject().id();
    }

    private static String row(@Nullable Entry<Connection> entry) {
        return Text.row(Objects.requireNonNull(entry));
    }

    /** Whoever gives up a property, or hides from it, lives on. */
    private static String leftWord(Reason reason) {
        return reason.equals(Reason.DROPPED) || reason.equals(Reason.HIDDEN) ? LEFT : word(reason);
    }

    /** Returns the protocol's word for a reason; an application that has one of its own has ended the connection. */
    static String word(Reason reason) {
        if (reason.equals(Reason.CLOSED)) {
            return "drain";
        }
        if (reason.word().equals(NODE_GONE)) {
            return "reset";
        }
        return WORDS.contains(reason.word()) ? reason.word() : "kicked";
    }
}
