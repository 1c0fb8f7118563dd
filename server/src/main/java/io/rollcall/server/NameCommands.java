package io.rollcall.server;

import io.rollcall.registry.Claim;
import io.rollcall.registry.Dispatch;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands about names, and about oneself. */
final class NameCommands {
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029&&[^\\t]]");

    /** What a cursor into one's own rows begins with. */
    static final String ME = "me";

    private NameCommands() {}

    static List<Command> all() {
        return List.of(
                new Command("/me", "what this connection is and holds", NameCommands::me),
                Command.of("/name NAME [VALUE]", "take a name that nobody holds", NameCommands::name),
                Command.of("/drop NAME", "give a name up", NameCommands::drop),
                Command.of("/where NAME", "who holds a name, with its value", NameCommands::where),
                Command.of("/send NAME TEXT", "send a line to a name's holder", NameCommands::send));
    }

    private static @Nullable Closing me(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        Pages.write(rows(session), 0, ME, out);
        return null;
    }

    /** What a connection is and holds; a page goes on behind as many rows as were shown. */
    static List<String> rows(Session session) {
        List<String> rows = new ArrayList<>();
        rows.add("id " + session.id());
        for (Registration<Connection> held : session.owner().registrations()) {
            if (!held.key().equals(session.name()) && !held.key().equals(Connection.SOCKET_LISTENER)) {
                String kind = held.key() instanceof Name ? "name " : "prop ";
                rows.add(kind + shown(held.key()) + valueOf(held.value()));
            }
        }
        return rows;
    }

    private static String name(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        Claim<Connection> claim = session.owner().tryRegister(name, arguments.value());
        return claim.granted() ? "+OK" : "-TAKEN " + claim.entry().subject().id();
    }

    private static String drop(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        arguments.end();
        boolean dropped =
                session.owner().registration(name).map(Registration::unregister).orElse(false);
        return dropped ? "+OK" : "-NOTYOURS " + name;
    }

    private static String where(Session session, Arguments arguments) throws Refused {
        Name name = Keys.known(arguments.word());
        arguments.end();
        return session.registry().entry(name).map(entry -> "+" + row(entry)).orElse("-NONE nobody holds " + name);
    }

    private static String send(Session session, Arguments arguments) throws Refused {
        Name name = Keys.known(arguments.word());
        Line event = Line.of(">msg " + from(session) + " " + arguments.text());
        Dispatch sent = session.registry().dispatch(name, connection -> connection.send(event));
        return switch (sent) {
            case DELIVERED -> "+OK";
            case NOBODY -> "-NONE nobody holds " + name;
            case REFUSED -> "-SLOW " + name + " does not read what it is sent";
        };
    }

    /** Returns what others see as the sender: its earliest name, else its id. */
    static String from(Connection sender) {
        String id = sender.id();
        for (Registration<Connection> held : sender.owner().registrations()) {
            if (held.key() instanceof Name name && !name.toString().equals(id)) {
                return shown(name);
            }
        }
        return id;
    }

    /** Returns a holder's id and the value it keeps, as lists show it. */
    static String row(Entry<Connection> entry) {
        return entry.subject().id() + valueOf(entry.value());
    }

    private static String valueOf(@Nullable Object value) {
        return value == null ? "" : " " + shown(value);
    }

    /** Returns a text that is part of one line, whatever an application put into the registry. */
    private static String shown(Object keyOrValue) {
        return UNFIT.matcher(keyOrValue.toString()).replaceAll("?");
    }
}
