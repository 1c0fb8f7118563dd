package io.rollcall.examples;

import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A chat with words of its own: a user is a unique name, a room a shared property, and an end of a connection leaves
 * both. A second login displaces the first. There are no commands to the registry, so no line can go around this worker.
 *
 * <p>Try it: {@code login alice}, {@code enter lobby}, {@code say lobby hello}, {@code tell bob hi}, {@code who lobby}.
 */
public final class ChatServer {
    private ChatServer() {}

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
        ServerOptions options = ServerOptions.defaults().withPort(port).withCommands(false);
        return LineServer.create(options, ChatUser::new).start();
    }
}
