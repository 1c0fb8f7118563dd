package io.rollcall.server;

import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One peer's connection, as workers and the registry know it: this is what a look-up answers with.
 *
 * <p>It holds the unique name that {@link #id()} says and the shared property {@link #SOCKET_LISTENER}. When somebody
 * ends its owner, for instance by a take-over, the connection is closed for the same reason. Safe for use by
 * any thread.
 *
 * @since 0.1
 */
public sealed interface Connection permits Session {
    /** The property that every connection of a server shares; it belongs to the server. */
    Property SOCKET_LISTENER = Property.of("socket_listener");

    /**
     * Returns the connection's name in the registry.
     *
     * @return {@code c} and a number that no other connection of this server ever has
     */
    String id();

    /**
     * Returns the owner of what this connection registers: it ends with the connection, and is replaced by another when
     * the worker crashes.
     *
     * @return the present owner; the last one once the connection has ended
     */
    Owner<Connection> owner();

    /**
     * Returns the registry in which this connection and all others of its server are found.
     *
     * @return the server's registry
     */
    Registry<Connection> registry();

    /**
     * Returns the peer's address.
     *
     * @return the address, or null where the channel has none
     */
    @Nullable SocketAddress remoteAddress();

    /**
     * Sends a line that the peer did not ask for. It comes between replies, never inside one, and lines of one sending
     * thread keep their order. It ends as the last line that was answered.
     *
     * @param line the line; begin it with {@code >}, as clients tell events by that
     * @return true if it was taken into the bounded output; false if the peer is too slow or gone, and nothing is sent
     */
    boolean send(Line line);

    /**
     * Ends the connection: its lease ends, what was written before is flushed, then it is closed. Idempotent; what is
     * in the mailbox is dropped. When its own worker asks for it, within a call, all of that comes behind the answer of
     * that call; an answer that was put off is dropped.
     *
     * @param reason why, for those who watch
     */
    void close(Reason reason);
}
