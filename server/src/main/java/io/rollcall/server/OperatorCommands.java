package io.rollcall.server;

import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What only operators may do: see all connections, end one, look for faults, and have the server stop. */
final class OperatorCommands {
    private static final List<Command> ALL = List.of(
            only(new Command("/clients", "all connections", OperatorCommands::clients)),
            only(new Command("/kick WHO [REASON]", "end a connection", OperatorCommands::kick)),
            only(new Command("/audit", "look for faults in the registry", OperatorCommands::audit)),
            only(Command.of("/drain", "finish all lines and stop", OperatorCommands::drain)));
    private static final Set<String> VERBS = ALL.stream().map(Command::verb).collect(Collectors.toUnmodifiableSet());

    private static final int AUDITS = 3;

    private OperatorCommands() {}

    static List<Command> all() {
        return ALL;
    }

    /** Tells whether a connection is to be shown a command. */
    static boolean shows(Session session, Command command) {
        return session.isAdmitted()
                ? session.operator() || !VERBS.contains(command.verb())
                : Access.isOpen(command.verb());
    }

    private static Command only(Command command) {
        return new Command(command.usage(), command.help(), (session, arguments, out) -> {
            require(session, command.verb());
            return command.action().run(session, arguments, out);
        });
    }

    private static void require(Session session, String what) throws Refused {
        if (!session.operator()) {
            throw new Refused("DENIED", what + " is for operators");
        }
    }

    private static @Nullable Closing clients(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        clients(session, new ClientPage(0), out);
        return null;
    }

    /** Shows a page of all connections. */
    static void clients(Session session, ClientPage page, Replies out) throws Refused {
        require(session, "/clients");
        WorkerSupervisor supervisor = session.supervisor();
        boolean takesLong = supervisor.connections() > ListCommands.QUICK;
        ListCommands.rows(session, out, takesLong, () -> page.rows(supervisor));
    }

    private static @Nullable Closing kick(Session session, Arguments arguments, Replies out) throws Refused {
        Name who = Keys.known(arguments.word());
        String text = arguments.value();
        Session found = session.registry()
                .whereIs(who)
                .map(connection -> (Session) connection)
                .orElse(session.supervisor().streams().get(who.toString()));
        if (found == null) {
            if (session.supervisor().nodes() != null) {
                return NodeNameCommands.kick(session, who, text == null ? "" : text, out);
            }
            throw new Refused("NONE", "nobody holds " + who);
        }
        String words = kicked(text == null ? "" : text);
        session.supervisor().events().kicked(found, session.id(), text == null ? "" : text);
        if (found == session) {
            out.text("+OK");
            return new Closing(Session.KICKED, words);
        }
        found.kick(words);
        out.text("+OK");
        return null;
    }

    /** What somebody who is kicked is told last. */
    static String kicked(String reason) {
        return ">bye kicked" + (reason.isEmpty() ? "" : " " + Text.shown(reason));
    }

    private static @Nullable Closing audit(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        ListCommands.rows(session, out, true, () -> faults(lasting(session.registry())));
        return null;
    }

    /** Returns what is found each time: what is found once may have been under way. */
    private static List<String> lasting(Registry<Connection> registry) {
        List<String> found = registry.audit();
        for (int again = 1; again < AUDITS && !found.isEmpty(); again++) {
            found = registry.audit();
        }
        return found;
    }

    /** Lists faults, no more than a page of them. */
    static List<String> faults(List<String> found) {
        List<String> rows = new ArrayList<>();
        for (String fault : found) {
            if (rows.size() == Pages.ROWS - 1 && found.size() > Pages.ROWS) {
                rows.add("fault and " + (found.size() - rows.size()) + " more");
                break;
            }
            rows.add("fault " + Text.shown(fault));
        }
        rows.add(0, "*" + rows.size());
        return rows;
    }

    private static String drain(Session session, Arguments arguments) throws Refused {
        arguments.end();
        session.supervisor().events().drainAsked(session.id());
        session.supervisor().askForDrain();
        return "+OK";
    }
}
