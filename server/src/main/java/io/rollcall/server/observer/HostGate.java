package io.rollcall.server.observer;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says who may ask: a page of another site must neither read this one by a name that it has pointed here, nor have a
 * browser act here. Immutable.
 */
final class HostGate {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String BEARER = "Bearer ";

    private final String host;
    private final byte @Nullable [] token;

    /**
     * Makes a gate.
     *
     * @param host the host at which the observer was asked to listen, which is allowed as a name
     * @param token what those must show who act; null if nobody may
     */
    HostGate(String host, @Nullable String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    }

    /** Tells whether anybody may act. */
    boolean allowsActions() {
        return token != null;
    }

    /** Returns why a request is refused; null if it is not. */
    @Nullable Answer refusal(FullHttpRequest request, @Nullable SocketAddress local) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return Answer.words(HttpResponseStatus.BAD_REQUEST, "one Host header was expected");
        }
        if (!isKnown(hosts.get(0), local)) {
            return Answer.words(HttpResponseStatus.FORBIDDEN, "this host is not served here");
        }
        return null;
    }

    /** Returns why a token that is shown is refused, for whatever it is shown; null if it is right or none is. */
    @Nullable Answer tokenRefusal(FullHttpRequest request) {
        String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        return token != null && shown.startsWith(BEARER) && !isToken(shown) ? tokenExpected() : null;
    }

    /** Compares in a time that tells nothing of where they differ. */
    private boolean isToken(String shown) {
        byte[] given =
                shown.substring(shown.startsWith(BEARER) ? BEARER.length() : 0).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, given);
    }

    private static Answer tokenExpected() {
        return Answer.words(HttpResponseStatus.UNAUTHORIZED, "the token was expected")
                .with("WWW-Authenticate", "Bearer");
    }

    private boolean isKnown(String given, @Nullable SocketAddress local) {
        String named = given.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "");
        return LOOPBACK.contains(named)
                || named.equals(host)
                || named.equals("[" + host + "]")
                || (local instanceof InetSocketAddress internet && named.equals(shown(internet)));
    }

    private static String shown(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address).replaceFirst(":\\d{1,5}$", "");
    }

    /** Returns why an action is refused; null if it is not. */
    @Nullable Answer actionRefusal(FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return Answer.words(HttpResponseStatus.METHOD_NOT_ALLOWED, "POST was expected")
                    .with("Allow", "POST");
        }
        if (token == null) {
            return Answer.words(HttpResponseStatus.FORBIDDEN, "read only: there is no token");
        }
        String origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
        String site = request.headers().get("Sec-Fetch-Site", "same-origin");
        if (!origin.equalsIgnoreCase("http://" + request.headers().get(HttpHeaderNames.HOST))
                || !site.equals("same-origin")) {
            return Answer.words(HttpResponseStatus.FORBIDDEN, "this page's own origin was expected");
        }
        return isToken(request.headers().get(HttpHeaderNames.AUTHORIZATION, "")) ? null : tokenExpected();
    }
}
