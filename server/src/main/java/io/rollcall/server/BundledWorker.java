package io.rollcall.server;

import java.util.Locale;

/** The workers that come with the daemon. */
enum BundledWorker implements WorkerFactory {
    /** The line comes back unchanged. */
    ECHO {
        @Override
        public Worker create(Connection connection) {
            return (message, reply) -> reply.line(message);
        }
    },
    /** The line is cast to the workers of all connections, the author's included. */
    BROADCAST {
        @Override
        public Worker create(Connection connection) {
            return (message, reply) -> {
                Line event = PropertyCommands.castEvent(connection, Connection.SOCKET_LISTENER, message.text());
                connection.registry().broadcast(Connection.SOCKET_LISTENER, each -> ((Session) each).cast(event));
            };
        }
    };

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
