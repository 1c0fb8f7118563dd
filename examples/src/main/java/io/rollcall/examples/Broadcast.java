package io.rollcall.examples;

import io.rollcall.registry.Receipt;
import io.rollcall.server.Connection;
import io.rollcall.server.Line;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import io.rollcall.server.Worker;
import io.rollcall.server.WorkerFactory;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Every connection's worker holds the shared property {@code socket_listener}; what one peer says is cast to all others
 * that do, and the author is told how many heard it.
 *
 * <p>Try it with two or more of {@code nc 127.0.0.1 9999}.
 */
public final class Broadcast implements WorkerFactory {
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
        return LineServer.create(ServerOptions.defaults().withPort(port), new Broadcast())
                .start();
    }

    @Override
    public Worker create(Connection connection) {
        return (message, reply) -> {
            Line event = Line.of("> " + connection.id() + ": " + message.text()); // encoded once, for all
            Receipt receipt = connection
                    .registry()
                    .broadcast(
                            Connection.SOCKET_LISTENER,
                            connection.owner(),
                            member -> true,
                            member -> member.send(event));
            reply.line("heard by " + receipt.delivered());
        };
    }
}
