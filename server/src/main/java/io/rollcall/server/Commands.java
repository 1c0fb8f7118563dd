package io.rollcall.server;

import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.NameTakenException;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Reason;
import io.rollcall.registry.RegistryClosedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command plane: every line that begins with one slash, and nothing else, comes here. Safe for any thread. */
final class Commands {
    /** Answers who asks while the connection or the server ends. */
    static final String CLOSING = "-CLOSING this connection has ended";

    /** The longest unknown verb that is repeated and compared, in characters. */
    private static final int SHOWN = 32;

    private final boolean on;
    private final Map<String, Command> byVerb = new LinkedHashMap<>();

    /**
     * Makes them.
     *
     * @param on whether lines that begin with a slash are commands at all
     * @param others commands that stand for those of the same verbs, or beside them
     */
    Commands(boolean on, List<Command> others) {
        this.on = on;
        add(new Command("/help [VERB]", "this list, or one line of it", this::help));
        add(Command.of("/ping [TEXT]", "answer +PONG", Commands::ping));
        add(new Command("/quit", "finish and close", Commands::quit));
        AccessCommands.all().forEach(this::add);
        NameCommands.all().forEach(this::add);
        LineCommands.all().forEach(this::add);
        PropertyCommands.all().forEach(this::add);
        WatchCommands.all().forEach(this::add);
        CounterCommands.all().forEach(this::add);
        ListCommands.all().forEach(this::add);
        others.forEach(this::add);
        OperatorCommands.all().forEach(this::add);
    }

    private void add(Command command) {
        byVerb.put(command.verb(), command);
    }

    /** Tells whether lines that begin with a slash are commands at all. */
    boolean areOn() {
        return on;
    }

    /**
     * Carries a command out and adds its one reply.
     *
     * @return how the connection is to end, or null if it goes on
     */
    @Nullable Closing execute(Session session, Line line, Replies out) {
        String text = line.text();
        int end = Arguments.blank(text);
        String verb = (end < 0 ? text : text.substring(0, end)).toLowerCase(Locale.ROOT);
        if (!session.isAdmitted() && !Access.isOpen(verb)) {
            out.text(Access.refusal());
            return null;
        }
        Command command = byVerb.get(verb);
        if (command == null) {
            out.text("-UNKNOWN " + unknown(verb));
            return null;
        }
        if (!command.verb().equals(PropertyCommands.CAST)) {
            out.endCasts(); // what others are told must come before what this command causes
        }
        Arguments arguments =
                new Arguments(command.usage(), session.quotas().value(), end < 0 ? "" : text.substring(end + 1));
        try {
            return command.action().run(session, arguments, out);
        } catch (Refused refused) {
            refuse(session, refused, out);
        } catch (NameTakenException taken) {
            out.takeBack();
            out.text("-TAKEN " + session.holderOf(taken.name()));
        } catch (LimitExceededException exceeded) {
            refuse(session, session.quotas().refusal(exceeded), out);
        } catch (OwnerEndedException | RegistryClosedException ended) { // the peer or the server went meanwhile
            out.takeBack();
            out.text(CLOSING);
        }
        return null;
    }

    private static void refuse(Session session, Refused refused, Replies out) {
        Limit limit = refused.limit();
        if (limit != null) {
            session.supervisor().limitCounts().note(limit);
        }
        out.takeBack();
        out.text(refused.reply());
    }

    private String unknown(String verb) {
        if (verb.equals("/") || verb.codePointCount(0, verb.length()) > SHOWN) {
            return "no such command, see /help";
        }
        return "no command " + verb
                + Spelling.nearest(verb, byVerb.keySet(), SHOWN)
                        .map(near -> ", did you mean " + near + "?")
                        .orElse(", see /help");
    }

    private @Nullable Closing help(Session session, Arguments arguments, Replies out) throws Refused {
        List<Command> listed = byVerb.values().stream()
                .filter(command -> OperatorCommands.shows(session, command))
                .toList();
        if (!arguments.isEmpty()) {
            String word = arguments.word().toLowerCase(Locale.ROOT);
            arguments.end();
            String verb = word.startsWith("/") ? word : "/" + word;
            Command command = byVerb.get(verb);
            if (command == null) {
                throw new Refused("UNKNOWN", unknown(verb));
            }
            listed = List.of(command);
        }
        out.text("*" + listed.size());
        for (Command command : listed) {
            out.text(String.format(Locale.ROOT, "%-24s %s", command.usage(), command.help()));
        }
        return null;
    }

    private static String ping(Session session, Arguments arguments) {
        String text = arguments.anyText();
        return text.isEmpty() ? "+PONG" : "+PONG " + text;
    }

    private static Closing quit(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        return new Closing(Reason.of("quit"), "+BYE");
    }
}
