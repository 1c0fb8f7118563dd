package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * What a server has around its line sockets. Immutable.
 *
 * @param control where operators connect; null for nowhere
 * @param proxies who begins with a PROXY header
 */
record Wiring(@Nullable ControlSocket control, ProxyPeers proxies) {
    /** Nothing, as an embedded server has it. */
    static final Wiring NONE = new Wiring(null, ProxyPeers.NONE);
}
