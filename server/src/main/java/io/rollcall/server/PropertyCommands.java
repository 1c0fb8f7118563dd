package io.rollcall.server;

import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about properties. */
final class PropertyCommands {
    /** The verb of the command that may be joined with others of its kind. */
    static final String CAST = "/cast";

    private PropertyCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("/join PROP [VALUE]", "share a property, or change its value", PropertyCommands::join),
                Command.of("/leave PROP", "share it no more", PropertyCommands::leave),
                new Command("/members PROP", "who shares a property, with values", PropertyCommands::members),
                new Command("/more CURSOR", "the next page of a list", ListCommands::more),
                Command.of("/count PROP", "how many share a property", PropertyCommands::count),
                new Command(CAST + " PROP TEXT", "send a line to all who share it", PropertyCommands::cast));
    }

    private static String join(Session session, Arguments arguments) throws Refused {
        Property property = Keys.ownProperty(arguments.word());
        session.owner().register(property, arguments.value());
        return "+" + session.registry().count(property);
    }

    private static String leave(Session session, Arguments arguments) throws Refused {
        Property property = Keys.ownProperty(arguments.word());
        arguments.end();
        boolean left = session.owner()
                .registration(property)
                .map(Registration::unregister)
                .orElse(false);
        return left ? "+OK" : "-NOTYOURS " + property;
    }

    private static String count(Session session, Arguments arguments) throws Refused {
        Property property = Keys.property(arguments.word());
        arguments.end();
        return "+" + session.registry().count(property);
    }

    private static @Nullable Closing cast(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.openProperty(arguments.word(), session.operator());
        Line event = castEvent(session, property, arguments.text());
        session.requireOutput();
        out.cast(session, property, event, true);
        return null;
    }

    /** Returns what every member sees of a cast. */
    static Line castEvent(Connection sender, Property property, String text) {
        return Line.of(">cast " + property + " " + ((Session) sender).from() + " " + text);
    }

    private static @Nullable Closing members(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.openProperty(arguments.word(), session.operator());
        arguments.end();
        ListCommands.members(session, new MemberPage(property, 0), out);
        return null;
    }
}
