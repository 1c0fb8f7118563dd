package io.rollcall.server;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Property;
import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands about properties. */
final class PropertyCommands {
    /** Own rows behind a number of them, or members behind an owner. */
    private static final Pattern CURSOR = Pattern.compile("me:([0-9]{1,9})|([0-9]{1,18}):(.+)");

    private PropertyCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("/join PROP [VALUE]", "share a property, or change its value", PropertyCommands::join),
                Command.of("/leave PROP", "share it no more", PropertyCommands::leave),
                new Command("/members PROP", "who shares a property, with values", PropertyCommands::members),
                new Command("/more CURSOR", "the next page of a list", PropertyCommands::more),
                Command.of("/count PROP", "how many share a property", PropertyCommands::count),
                Command.of("/cast PROP TEXT", "send a line to all who share it", PropertyCommands::cast));
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

    private static String cast(Session session, Arguments arguments) throws Refused {
        Property property = Keys.openProperty(arguments.word());
        Line event = castEvent(session, property, arguments.text());
        session.requireOutput();
        Receipt receipt = session.registry().broadcast(property, connection -> ((Session) connection).cast(event));
        return "+" + receipt.delivered() + (receipt.refused() == 0 ? "" : " slow=" + receipt.refused());
    }

    /** Returns what every member sees of a cast. */
    static Line castEvent(Connection sender, Property property, String text) {
        return Line.of(">cast " + property + " " + ((Session) sender).from() + " " + text);
    }

    private static @Nullable Closing members(Session session, Arguments arguments, Replies out) throws Refused {
        Property property = Keys.openProperty(arguments.word());
        arguments.end();
        page(session, property, 0, out);
        return null;
    }

    /** A cursor says what was shown last, so that the server keeps nothing for it. */
    private static @Nullable Closing more(Session session, Arguments arguments, Replies out) throws Refused {
        String cursor = arguments.word();
        arguments.end();
        Optional<NamePage> names = NamePage.at(cursor);
        if (names.isPresent()) {
            ListCommands.names(session, names.get(), out);
            return null;
        }
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw new Refused("USAGE", "/more CURSOR, as a list's first line gave it");
        }
        if (parts.group(1) != null) {
            Pages.write(NameCommands.rows(session), Integer.parseInt(parts.group(1)), NameCommands.ME, out);
        } else {
            page(session, Keys.openProperty(parts.group(3)), Long.parseLong(parts.group(2)), out);
        }
        return null;
    }

    private static void page(Session session, Property property, long after, Replies out) {
        List<Entry<Connection>> rest = session.registry().entries(property).stream()
                .filter(entry -> entry.owner().id() > after)
                .sorted(Comparator.comparingLong(entry -> entry.owner().id()))
                .toList();
        List<Entry<Connection>> page = rest.subList(0, Math.min(Pages.ROWS, rest.size()));
        boolean isLast = page.size() == rest.size();
        String more = isLast ? "" : " more=" + page.get(page.size() - 1).owner().id() + ":" + property;
        out.text("*" + page.size() + more);
        page.forEach(entry -> out.text(Text.row(entry)));
    }
}
