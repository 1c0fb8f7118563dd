package io.rollcall.server;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands about what becomes of names and properties. */
final class WatchCommands {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,3})?");

    private WatchCommands() {}

    static List<Command> all() {
        return List.of(
                new Command("/watch NAME|#PROP", "hear of each change", WatchCommands::watch),
                Command.of("/unwatch NAME|#PROP", "hear of it no more", WatchCommands::unwatch),
                Command.of("/await NAME [SECONDS]", "hear once when a name is held", WatchCommands::await));
    }

    private static @Nullable Closing watch(Session session, Arguments arguments, Replies out) throws Refused {
        Key key = Keys.watched(arguments.word(), session.operator());
        arguments.end();
        session.interests().requireWatch(key);
        if (key instanceof Name name) {
            out.text(watch(session, name));
        } else if (session.isOnLoop() && session.registry().count((Property) key) > ListCommands.QUICK) {
            session.gate().hold(); // else a change may be told before this reply, which comes later
            ListCommands.later(
                    session,
                    out,
                    () -> List.of(watchMembers(session, key)),
                    () -> session.onLoop(session.gate()::release));
        } else {
            out.text(watchMembers(session, key));
        }
        return null;
    }

    private static String watchMembers(Session session, Key property) {
        return "+" + session.interests().watch(property).size();
    }

    static String watch(Session session, Name name) {
        List<Entry<Connection>> present = session.interests().watch(name);
        if (present.isEmpty() && Keys.isId(name)) {
            session.interests().unwatch(name);
            return none(name);
        }
        return present.isEmpty() ? "+NONE" : "+" + present.get(0).subject().id();
    }

    static String none(Name id) {
        return "-NONE no connection is " + id;
    }

    private static String unwatch(Session session, Arguments arguments) throws Refused {
        String word = arguments.word();
        Key key = word.startsWith("#") ? Keys.property(word.substring(1)) : Keys.known(word);
        arguments.end();
        return session.interests().unwatch(key) ? "+OK" : "-NOTYOURS " + Text.typed(key);
    }

    private static String await(Session session, Arguments arguments) throws Refused {
        Name name = Keys.known(arguments.word());
        Duration timeout = arguments.isEmpty() ? null : seconds(arguments);
        if (Keys.isId(name)) { // one that is not there never will be
            return session.registry()
                    .whereIs(name)
                    .map(holder -> "+" + holder.id())
                    .orElse(none(name));
        }
        Optional<Entry<Connection>> present = session.interests().await(name, timeout);
        return present.map(entry -> "+" + entry.subject().id()).orElse("+WAIT");
    }

    static Duration seconds(Arguments arguments) throws Refused {
        String word = arguments.word();
        arguments.end();
        if (!SECONDS.matcher(word).matches()) {
            throw arguments.usage();
        }
        long millis = new BigDecimal(word).movePointRight(3).longValueExact();
        if (millis == 0) {
            throw arguments.usage();
        }
        return Duration.ofMillis(millis);
    }
}
