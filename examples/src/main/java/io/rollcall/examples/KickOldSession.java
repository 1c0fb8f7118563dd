package io.rollcall.examples;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Takeover;
import io.rollcall.server.Connection;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import io.rollcall.server.Worker;
import io.rollcall.server.WorkerFactory;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The same user logs in again: the old connection is told by whom it was displaced and closed, the new one is the user
 * from that instant on, and the late close of the old one changes nothing.
 *
 * <p>Try it: say {@code login alice} in two of {@code nc 127.0.0.1 9999}.
 */
public final class KickOldSession implements WorkerFactory {
    private static final String LOGIN = "login ";
    private static final int MAX_NAME = 64;

    /**
     * Serves until the process is ended.
     *
     * @param arguments none
     * @throws Exception if the port is taken
     */
    public static void main(String[] arguments) throws Exception {
        try (LineServer server = start(ServerOptions.PORT)) {
            System.out.println("listening on " + server.address());
            new CountDownLatch(1).await();
        }
    }

    static LineServer start(int port) throws IOException {
        return LineServer.create(ServerOptions.defaults().withPort(port), new KickOldSession())
                .start();
    }

    @Override
    public Worker create(Connection connection) {
        return (message, reply) -> {
            String text = message.text();
            int length = text.length() - LOGIN.length();
            if (!text.startsWith(LOGIN) || length < 1 || length > MAX_NAME) {
                reply.line("say: login NAME, of at most " + MAX_NAME + " characters");
                return;
            }
            Name user = Name.of("user:" + text.substring(LOGIN.length()));
            if (connection.owner().registration(user).isPresent()) {
                reply.line("you are logged in already");
                return;
            }
            Takeover<Connection> login = connection.owner().takeOver(user, Displaced.END);
            reply.line(login.displaced()
                    .map(old -> "welcome back, " + old.subject().id() + " was logged out")
                    .orElse("welcome"));
        };
    }
}
