package io.rollcall.server;

/**
 * Makes the worker of each connection, and another one when that fails.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerFactory {
    /**
     * Makes a worker. Called on the connection's event loop, after its owner has joined the registry and before its
     * first line is read; must not block.
     *
     * @param connection what the worker serves
     * @return a new worker
     */
    Worker create(Connection connection);
}
