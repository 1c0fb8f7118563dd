package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes the connections that a server accepts, so that a test can wait for their ends. */
final class Leases implements WorkerFactory {
    private final WorkerFactory factory;
    private final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();

    Leases(WorkerFactory factory) {
        this.factory = factory;
    }

    @Override
    public Worker create(Connection connection) {
        opened.add(connection);
        return factory.create(connection);
    }

    /** Waits for the next connection, or for the next worker of one whose worker crashed. */
    Connection next() throws InterruptedException {
        Connection next = opened.poll(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("an accepted connection").isNotNull();
        return next;
    }

    /** Waits for the end of a connection's present owner and returns why it ended. */
    static String end(Connection connection) throws Exception {
        return connection
                .owner()
                .ended()
                .toCompletableFuture()
                .get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .word();
    }
}
