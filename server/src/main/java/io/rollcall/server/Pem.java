package io.rollcall.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys and certificates from PEM files; whatever is wrong is said with the option that named the file. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*+)-----END PRIVATE KEY-----");
    private static final List<String> KINDS = List.of("EC", "RSA", "EdDSA");
    private static final long MAX_BYTES = 1 << 20;

    private Pem() {}

    /** Reads at least one certificate, the first of which is the holder's. */
    static List<X509Certificate> certificates(String option, Path file) throws IOException {
        check(option, file);
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (all.isEmpty()) {
                throw new IOException(option + " must name a file of certificates in PEM, there is none in " + file);
            }
            return all;
        } catch (CertificateException e) {
            throw new IOException(option + " must name a file of certificates in PEM, given was " + file, e);
        }
    }

    /** Reads a private key that is not encrypted, in PKCS #8. */
    static PrivateKey key(String option, Path file) throws IOException {
        check(option, file);
        Matcher key = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (key.find()) {
            byte[] encoded;
            try {
                encoded = Base64.getMimeDecoder().decode(key.group(1));
            } catch (IllegalArgumentException e) {
                throw noKey(option, file);
            }
            for (String kind : KINDS) {
                try {
                    return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (GeneralSecurityException otherKind) {
                    // it may be of the next kind
                }
            }
        }
        throw noKey(option, file);
    }

    private static IOException noKey(String option, Path file) {
        return new IOException(option + " must name a file with a private key in PEM, PKCS #8, not encrypted"
                + " (openssl pkcs8 -topk8 -nodes makes one), given was " + file);
    }

    private static void check(String option, Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new NoSuchFileException(option + " must name a file that can be read, given was " + file);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(option + " must name a file of at most " + MAX_BYTES + " bytes, given was " + file);
        }
    }
}
