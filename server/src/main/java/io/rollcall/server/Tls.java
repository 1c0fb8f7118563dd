package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a server. They may be read again while it runs: who comes then is shown the new ones, and who is
 * there stays as he is. Safe for any thread.
 *
 * <p>It is TLS 1.3 alone, as in older versions a peer's good-bye ends both directions, and the answers to the lines
 * before it would be lost.
 */
final class Tls {
    static final long HANDSHAKE_MILLIS = 10_000;

    private static final long SOON_DAYS = 7;

    private final long handshakeMillis;
    private volatile Shown shown;

    /**
     * What newcomers are shown and asked for.
     *
     * @param context the certificates and who vouches for clients
     * @param identified whether each client must have a certificate
     * @param chain the server's own certificate first
     */
    private record Shown(SslContext context, boolean identified, Path file, List<X509Certificate> chain) {}

    private Tls(Shown shown, long handshakeMillis) {
        this.shown = shown;
        this.handshakeMillis = handshakeMillis;
    }

    /**
     * Reads the files.
     *
     * @param certificate the server's certificate and those between it and a root, in PEM
     * @param key the certificate's private key
     * @param clientAuthority certificates that vouch for clients, each of which must have one; null to ask for none
     * @throws IOException if a file cannot be read or used; the message names the option and the file
     */
    static Tls open(Path certificate, Path key, @Nullable Path clientAuthority) throws IOException {
        return open(certificate, key, clientAuthority, HANDSHAKE_MILLIS);
    }

    /** As above, with another time for a handshake. */
    static Tls open(Path certificate, Path key, @Nullable Path clientAuthority, long handshakeMillis)
            throws IOException {
        return new Tls(read(certificate, key, clientAuthority), handshakeMillis);
    }

    /** Has newcomers see and bring what another was made of, which may have been read from other files. */
    void use(Tls fresh) {
        shown = fresh.shown;
    }

    private static Shown read(Path certificate, Path key, @Nullable Path clientAuthority) throws IOException {
        List<X509Certificate> chain = Pem.certificates("--tls-cert", certificate);
        PrivateKey secret = Pem.key("--tls-key", key);
        if (!belongTogether(secret, chain.get(0).getPublicKey())) {
            throw new IOException("--tls-key must be the key of --tls-cert, " + certificate + ", given was " + key);
        }
        SslContextBuilder builder = SslContextBuilder.forServer(secret, chain)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3");
        if (clientAuthority != null) {
            builder.trustManager(Pem.certificates("--tls-client-ca", clientAuthority))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        return new Shown(builder.build(), clientAuthority != null, certificate, chain);
    }

    /** Says what clients will mind about the certificate at a time; null for nothing. */
    @Nullable String warning(Instant now) {
        Shown present = shown;
        for (X509Certificate each : present.chain()) {
            Instant from = each.getNotBefore().toInstant();
            Instant until = each.getNotAfter().toInstant();
            if (now.isBefore(from)) {
                return present.file() + ": the certificate is not valid before " + from;
            }
            if (now.isAfter(until)) {
                return present.file() + ": the certificate has expired, at " + until;
            }
            if (now.plus(SOON_DAYS, ChronoUnit.DAYS).isAfter(until)) {
                return present.file() + ": the certificate expires soon, at " + until;
            }
        }
        return null;
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey open) {
        String kind = secret.getAlgorithm();
        String algorithm = kind.equals("RSA") ? "SHA256withRSA" : kind.equals("EC") ? "SHA256withECDSA" : "EdDSA";
        byte[] words = "rollcall".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(words);
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    /** Tells whether a channel speaks TLS. */
    static boolean isSpokenOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** Makes channels speak TLS; what they are behind that is set up when the handshake is done, as if they came then. */
    ChannelHandler before(ChannelHandler lines, ServerEvents events) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (ProxyHandshake.beginsBefore(this, channel)) {
                    return;
                }
                Shown present = shown;
                SslHandler ssl = present.context().newHandler(channel.alloc());
                ssl.setHandshakeTimeoutMillis(handshakeMillis);
                channel.pipeline().addLast(ssl).addLast(new TlsGate(ssl, present.identified(), lines, events));
            }
        };
    }
}
