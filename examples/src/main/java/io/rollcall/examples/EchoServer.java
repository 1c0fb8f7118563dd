package io.rollcall.examples;

import io.rollcall.server.Connection;
import io.rollcall.server.LineServer;
import io.rollcall.server.Reply;
import io.rollcall.server.ServerOptions;
import io.rollcall.server.Worker;
import io.rollcall.server.WorkerFactory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A listener, a registered worker for each connection, a cast for each line, and an answer that comes when it is ready:
 * the worker hands the work to another thread and the event loop goes on. Answers keep the order of the lines.
 *
 * <p>Try it: {@code nc 127.0.0.1 9999}.
 */
public final class EchoServer implements WorkerFactory {
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
        return LineServer.create(ServerOptions.defaults().withPort(port), new EchoServer())
                .start();
    }

    @Override
    public Worker create(Connection connection) {
        return (message, reply) -> {
            String text = message.text();
            Reply.Later later = reply.later();
            CompletableFuture.runAsync(() -> {
                later.line(connection.id() + " heard " + text);
                later.complete();
            });
        };
    }
}
