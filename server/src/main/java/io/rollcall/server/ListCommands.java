package io.rollcall.server;

import io.rollcall.registry.RegistryClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands that list what may be long; what may take long is done off the event loops. */
final class ListCommands {
    /** How many names or members an event loop looks at by itself. */
    static final int QUICK = 2048;

    /** Own rows behind a number of them. */
    private static final Pattern OWN = Pattern.compile("me:([0-9]{1,9})");

    private ListCommands() {}

    static List<Command> all() {
        return List.of(
                new Command("/names [PREFIX]", "the names that are held", ListCommands::names),
                new Command("/info [SECTION]", "how the server is", ListCommands::info),
                new Command("/limits", "what is limited, and to what", ListCommands::limits));
    }

    private static @Nullable Closing names(Session session, Arguments arguments, Replies out) throws Refused {
        String prefix = arguments.isEmpty() ? "" : Keys.prefix(arguments.word());
        arguments.end();
        names(session, new NamePage(prefix, ""), out);
        return null;
    }

    static void names(Session session, NamePage page, Replies out) {
        Optional<List<String>> quick = page.rows(session.registry(), session.isOnLoop() ? QUICK : Long.MAX_VALUE);
        if (quick.isPresent()) {
            quick.get().forEach(out::text);
        } else {
            later(
                    session,
                    out,
                    () -> page.rows(session.registry(), Long.MAX_VALUE).orElseThrow(),
                    () -> {});
        }
    }

    static void members(Session session, MemberPage page, Replies out) {
        rows(session, out, page.cost(session.registry()) > QUICK, () -> page.rows(session.registry()));
    }

    static @Nullable Closing more(Session session, Arguments arguments, Replies out) throws Refused {
        String cursor = arguments.word();
        arguments.end();
        return more(session, cursor, out);
    }

    static @Nullable Closing more(Session session, String cursor, Replies out) throws Refused {
        Matcher own = OWN.matcher(cursor);
        Optional<NamePage> names = NamePage.at(cursor);
        Optional<ClientPage> clients = ClientPage.at(cursor);
        if (own.matches()) {
            Pages.write(NameCommands.rows(session), Integer.parseInt(own.group(1)), NameCommands.ME, out);
        } else if (names.isPresent()) {
            names(session, names.get(), out);
        } else if (clients.isPresent()) {
            OperatorCommands.clients(session, clients.get(), out);
        } else {
            MemberPage page = MemberPage.at(cursor, session.operator())
                    .orElseThrow(() -> new Refused("USAGE", "/more CURSOR, as a list's first line gave it"));
            members(session, page, out);
        }
        return null;
    }

    private static @Nullable Closing info(Session session, Arguments arguments, Replies out) throws Refused {
        String section = arguments.isEmpty() ? null : arguments.word();
        arguments.end();
        Info info = session.supervisor().info();
        if (section != null && !info.sections().contains(section)) {
            throw new Refused("NONE", "no section " + section + ", there are " + String.join(" ", info.sections()));
        }
        rows(session, out, () -> info.rows(section));
        return null;
    }

    private static @Nullable Closing limits(Session session, Arguments arguments, Replies out) throws Refused {
        arguments.end();
        rows(session, out, () -> session.supervisor().info().limits());
        return null;
    }

    /** Counting takes time in proportion to what there is, of which there is more where there are many connections. */
    private static void rows(Session session, Replies out, Supplier<List<String>> rows) {
        Supplier<List<String>> all = () -> {
            List<String> listed = new ArrayList<>(rows.get());
            listed.add(0, "*" + listed.size());
            return listed;
        };
        rows(session, out, session.registry().count(Connection.SOCKET_LISTENER) > Pages.ROWS, all);
    }

    /** Adds lines, those that take long off the event loop. */
    static void rows(Session session, Replies out, boolean takesLong, Supplier<List<String>> lines) {
        if (takesLong && session.isOnLoop()) {
            later(session, out, lines, () -> {});
        } else {
            lines.get().forEach(out::text);
        }
    }

    /** Adds lines that are found off the event loop, and has something run behind them. */
    static void later(Session session, Replies out, Supplier<List<String>> lines, Runnable answered) {
        Reply.Later answer = out.later();
        try {
            session.supervisor().queries().execute(() -> {
                complete(answer, lines);
                answered.run();
            });
        } catch (RejectedExecutionException stopped) {
            answer.line("-CLOSING the server is stopping");
            answer.complete();
            answered.run();
        }
    }

    private static void complete(Reply.Later answer, Supplier<List<String>> lines) {
        try {
            lines.get().forEach(answer::line);
            answer.complete();
        } catch (RegistryClosedException closed) {
            answer.line("-CLOSING the server is stopping");
            answer.complete();
        } catch (RuntimeException failed) {
            answer.fail(failed);
        }
    }
}
