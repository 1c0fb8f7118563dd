package io.rollcall.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command by which a connection shows who it is. */
final class AccessCommands {
    private AccessCommands() {}

    static List<Command> all() {
        return List.of(new Command(Access.AUTH + " IDENTITY SECRET", "show who one is", AccessCommands::auth));
    }

    private static @Nullable Closing auth(Session session, Arguments arguments, Replies out) throws Refused {
        String identity = arguments.word();
        session.supervisor().access().authenticate(session, identity, arguments.text(), out);
        return null;
    }
}
