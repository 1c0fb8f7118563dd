package io.rollcall.server;

import io.netty.channel.Channel;
import io.rollcall.server.Credentials.Credential;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a connection is and what it may do. Secrets are compared on threads of their own, since that is dear on
 * purpose; a wrong one makes its address and its identity wait before the next. Safe for any thread.
 */
final class Access {
    /** How long a connection may take to show who it is, in milliseconds. */
    static final long MILLIS = 60_000;
    /** What it may leave waiting until then. */
    static final int MAILBOX_LINES = 16;

    static final int MAILBOX_BYTES = 4096;
    static final int OUTPUT_BYTES = 16 * 1024;

    static final String AUTH = "/auth";
    private static final Set<String> OPEN = Set.of("/help", "/ping", "/quit", AUTH);

    private final ServerEvents events;
    private final Executor threads;
    private final LoginDelays delays = new LoginDelays();
    private volatile @Nullable Credentials credentials;

    /** Makes it for these credentials; with null everybody is let in, and nobody by a secret. */
    Access(@Nullable Credentials credentials, Executor threads, ServerEvents events) {
        this.credentials = credentials;
        this.threads = threads;
        this.events = events;
    }

    /** Tells whether one has to show who one is. */
    boolean isOn() {
        return credentials != null;
    }

    /** Has other credentials hold from now on; whoever is in has to be looked at again. */
    void change(Credentials changed) {
        credentials = changed;
    }

    /** Tells whether a verb is for those who have not shown yet who they are. */
    static boolean isOpen(String verb) {
        return OPEN.contains(verb);
    }

    /** Answers whoever says something else before. */
    static String refusal() {
        return "-DENIED " + AUTH + " IDENTITY SECRET first";
    }

    /** Returns whom a channel's certificate shows; null for nobody. */
    @Nullable Grant of(Channel channel) {
        String identity = Identity.of(channel);
        return identity == null ? null : byCertificate(identity);
    }

    private Grant byCertificate(String identity) {
        Credentials present = credentials;
        Credential listed = present == null ? null : present.of(identity);
        return new Grant(identity, listed != null && listed.operator(), null);
    }

    /** Returns what is left of a grant as things are now; null if it is not what it was. A role that was added is in it. */
    @Nullable Grant present(Grant before) {
        Grant now = before.hash() == null ? byCertificate(before.identity()) : bySecret(before);
        return now == null || (before.operator() && !now.operator()) ? null : now;
    }

    private @Nullable Grant bySecret(Grant before) {
        Credentials present = credentials;
        Credential listed = present == null ? null : present.of(before.identity());
        if (listed == null || !Objects.equals(before.hash(), listed.hash())) {
            return null;
        }
        return new Grant(before.identity(), listed.operator(), listed.hash());
    }

    /** Has a secret compared, and answers the command then. */
    void authenticate(Session session, String named, String secret, Replies out) throws Refused {
        if (!isOn()) {
            throw new Refused("DENIED", "this server knows no identities, it was started without --auth-file");
        }
        if (!isPrivate(session.channel())) {
            throw new Refused("DENIED", "a secret is taken over TLS, or from this machine, and this is neither");
        }
        String identity = Identity.isClean(named) ? named : ""; // nobody's, and short
        LoginDelays.Attempt attempt = LoginDelays.Attempt.of(identity, Origin.of(session.remoteAddress()));
        requireNoDelay(session, attempt);
        if (!delays.begin(attempt)) {
            throw new Refused("DENIED", "too many secrets of this address are being compared, try again");
        }
        Reply.Later answer = out.later();
        try {
            threads.execute(() -> answer(session, attempt, secret, answer));
        } catch (RejectedExecutionException tooMany) {
            delays.end(attempt);
            answer.line("-DENIED too many secrets are being compared, try again");
            answer.complete();
        }
    }

    private void requireNoDelay(Session session, LoginDelays.Attempt attempt) throws Refused {
        long left = delays.left(attempt, session.nanoTime());
        if (left > 0) {
            events.loginHeldOff(session);
            throw new Refused("DENIED", "held off " + BackOff.shown(left) + ", too many wrong secrets");
        }
    }

    private void answer(Session session, LoginDelays.Attempt attempt, String secret, Reply.Later answer) {
        try {
            answer.line(compare(session, attempt, secret));
        } catch (Refused heldOff) { // by those that were compared before it
            answer.line(heldOff.reply());
        } catch (RuntimeException failed) {
            answer.fail(failed);
            return;
        } finally {
            delays.end(attempt);
        }
        answer.complete();
    }

    private String compare(Session session, LoginDelays.Attempt attempt, String secret) throws Refused {
        requireNoDelay(session, attempt);
        Credentials present = credentials;
        Credential found = present == null ? null : present.check(attempt.identity(), secret);
        Grant grant = found == null ? null : new Grant(found.identity(), found.operator(), found.hash());
        if (grant == null || present(grant) == null) { // the file may have changed meanwhile
            delays.wrong(attempt, session.nanoTime());
            events.loginRefused(session);
            return "-DENIED wrong identity or secret";
        }
        delays.right(attempt, session.nanoTime());
        session.standing().admit(grant);
        events.loggedIn(session, grant);
        return "+OK";
    }

    /** Tells whether nobody else can listen: neither to what comes here, nor to what came to a proxy. */
    private static boolean isPrivate(Channel channel) {
        return Tls.isSpokenOn(channel)
                || (isHere(channel.remoteAddress()) && isHere(ProxyHandshake.addressOf(channel)));
    }

    private static boolean isHere(@Nullable SocketAddress peer) {
        return !(peer instanceof InetSocketAddress internet)
                || (!internet.isUnresolved() && internet.getAddress().isLoopbackAddress());
    }
}
