package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a channel, as far as that was proved. */
final class Identity {
    private static final AttributeKey<String> KEY = AttributeKey.valueOf(Identity.class, "name");
    private static final int MAX_BYTES = 256;
    /** Alternative names that are words: an address of mail, a host, a URI. */
    private static final Set<Integer> WORDS = Set.of(1, 2, 6);

    private Identity() {}

    static void set(Channel channel, String identity) {
        channel.attr(KEY).set(identity);
    }

    /** Returns the proved identity; null if there is none. Any thread may ask. */
    static @Nullable String of(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }

    /** Finds the name for which a chain was made: the first alternative name, else the common name. */
    static String in(Certificate[] chain) throws SSLPeerUnverifiedException {
        if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
            String name = name(own);
            if (name != null && isClean(name)) {
                return name;
            }
        }
        throw new SSLPeerUnverifiedException("the certificate names nobody");
    }

    private static @Nullable String name(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (WORDS.contains(each.get(0)) && each.get(1) instanceof String name) {
                        return name;
                    }
                }
            }
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (CertificateParsingException | InvalidNameException unreadable) {
            return null;
        }
        return null;
    }

    static boolean isClean(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.UNASSIGNED);
    }
}
