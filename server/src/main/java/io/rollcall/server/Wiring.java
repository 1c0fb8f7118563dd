package io.rollcall.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server has around its line sockets. Immutable.
 *
 * @param control where operators connect; null for nowhere
 * @param proxies who begins with a PROXY header
 * @param environment the variables in which a service manager says what it passed on and where it listens
 * @param observing how it is shown; null for not at all
 * @param cluster which servers it is one with; null for none
 */
record Wiring(
        @Nullable ControlSocket control,
        ProxyPeers proxies,
        Map<String, String> environment,
        @Nullable Observing observing,
        @Nullable ClusterSettings cluster) {
    /** Nothing, as an embedded server has it. */
    static final Wiring NONE = new Wiring(null, ProxyPeers.NONE, Map.of());

    /** Nobody is shown anything. */
    Wiring(@Nullable ControlSocket control, ProxyPeers proxies, Map<String, String> environment) {
        this(control, proxies, environment, null);
    }

    /** It is a server by itself. */
    Wiring(
            @Nullable ControlSocket control,
            ProxyPeers proxies,
            Map<String, String> environment,
            @Nullable Observing observing) {
        this(control, proxies, environment, observing, null);
    }

    /** It is one of several. */
    Wiring with(ClusterSettings settings) {
        return new Wiring(control, proxies, environment, observing, settings);
    }
}
