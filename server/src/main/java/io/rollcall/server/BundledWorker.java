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
            Session author = (Session) connection;
            return (CastingWorker) (message, reply) -> {
                Line event = PropertyCommands.castEvent(author, Connection.SOCKET_LISTENER, message.text());
                ((Replies) reply).cast(author, Connection.SOCKET_LISTENER, event, false);
            };
        }
    };

    /** A worker that does nothing but cast, so that what it casts may be joined with what was cast before. */
    @FunctionalInterface
    interface CastingWorker extends Worker {}

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
