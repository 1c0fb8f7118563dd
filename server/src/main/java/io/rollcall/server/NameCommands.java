package io.rollcall.server;

import io.rollcall.registry.Claim;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Dispatch;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about names, and about oneself. */
final class NameCommands {
    /** What a cursor into one's own rows begins with. */
    static final String ME = "me";

    private NameCommands() {}

    static List<Command> all() {
        return List.of(
                new Command("/me", "what this connection is and holds", NameCommands::me),
                Command.of("/name NAME [VALUE]", "take a name that nobody holds", NameCommands::name),
                Command.of("/drop NAME", "give a name up, or leave the line for it", NameCommands::drop),
                Command.of("/set NAME|#PROP VALUE", "change the value of what is held", NameCommands::set),
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
                rows.add(kind(held.key()) + Text.shown(held.key()) + Text.valueOf(held.value()));
            }
        }
        rows.addAll(session.interests().rows());
        return rows;
    }

    private static String kind(Key key) {
        return key instanceof Name ? "name " : key instanceof Counter ? "counter " : "prop ";
    }

    private static String name(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        Claim<Connection> claim = session.owner().tryRegister(name, arguments.value());
        if (!claim.granted()) {
            return "-TAKEN " + claim.entry().subject().id();
        }
        session.given().claimed(name);
        return "+OK";
    }

    private static String drop(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        arguments.end();
        boolean waited = session.interests().leaveLine(name);
        boolean held =
                session.owner().registration(name).map(Registration::unregister).orElse(false);
        return waited || held ? "+OK" : "-NOTYOURS " + name;
    }

    /** Changes the value of a name, or of a property behind a number sign. */
    private static String set(Session session, Arguments arguments) throws Refused {
        String word = arguments.word();
        Key key = word.startsWith("#") ? Keys.ownProperty(word.substring(1)) : Keys.own(word);
        return set(session, key, arguments.requiredValue());
    }

    static String set(Session session, Key key, String value) {
        boolean set = session.owner()
                .registration(key)
                .map(held -> held.setValue(value))
                .orElse(false);
        return set ? "+OK" : "-NOTYOURS " + Text.typed(key);
    }

    private static String where(Session session, Arguments arguments) throws Refused {
        Name name = Keys.known(arguments.word());
        arguments.end();
        return session.registry()
                .entry(name)
                .map(entry -> "+" + Text.row(entry))
                .orElse("-NONE nobody holds " + name);
    }

    private static String send(Session session, Arguments arguments) throws Refused {
        Name name = Keys.known(arguments.word());
        Line event = Line.of(">msg " + session.from() + " " + arguments.text());
        session.requireOutput();
        Dispatch sent = session.registry().dispatch(name, connection -> connection.send(event));
        return switch (sent) {
            case DELIVERED -> "+OK";
            case NOBODY -> "-NONE nobody holds " + name;
            case REFUSED -> "-SLOW " + name + " does not read what it is sent";
        };
    }
}
