package io.rollcall.server;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A secret as a file keeps it: salted, and derived so many times that to guess is dear, by the PBKDF2 of the JDK. Immutable.
 *
 * @param iterations how many times it is derived
 * @param salt in Base64
 * @param hash in Base64
 */
record SecretHash(int iterations, String salt, String hash) {
    /** What OWASP's Password Storage Cheat Sheet asks for with PBKDF2-HMAC-SHA512. */
    static final int ITERATIONS = 210_000;

    static final int LEAST_ITERATIONS = 10_000;
    static final int MOST_ITERATIONS = 10_000_000;
    static final String FORM = "pbkdf2-sha512:ITERATIONS:SALT:HASH";

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern TEXT = Pattern.compile("pbkdf2-sha512:([0-9]{1,9}):([^:]+):([^:]+)");

    /** Derives a key of a secret. */
    @FunctionalInterface
    interface Derivation {
        byte[] derive(String secret, byte[] salt, int iterations);
    }

    /** Makes the hash of a secret, with a salt of its own. */
    static SecretHash of(String secret, int iterations) {
        byte[] salt = random(SALT_BYTES);
        return new SecretHash(iterations, encode(salt), encode(derive(secret, salt, iterations)));
    }

    /** Makes one that no secret is known for. */
    static SecretHash ofNobody(int iterations) {
        return new SecretHash(iterations, encode(random(SALT_BYTES)), encode(random(HASH_BYTES)));
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected, and nothing of what was given
     */
    static SecretHash parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(FORM + " was expected");
        }
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException(
                    "ITERATIONS must be " + LEAST_ITERATIONS + " to " + MOST_ITERATIONS + ", given was " + iterations);
        }
        requireBytes("SALT", parts.group(2), SALT_BYTES);
        requireBytes("HASH", parts.group(3), HASH_BYTES);
        return new SecretHash(iterations, parts.group(2), parts.group(3));
    }

    private static void requireBytes(String what, String base64, int bytes) {
        int given = -1;
        try {
            given = decode(base64).length;
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        if (given != bytes) {
            throw new IllegalArgumentException(what + " must be " + bytes + " bytes in Base64");
        }
    }

    /**
     * Tells whether a secret is this one. It takes as long as so many iterations do, if that is more than this has, so that
     * nobody can tell one hash from another by the time.
     */
    boolean matches(String secret, int most, Derivation derivation) {
        byte[] own = decode(salt);
        boolean equal = MessageDigest.isEqual(decode(hash), derivation.derive(secret, own, iterations));
        if (most > iterations) {
            derivation.derive(secret, own, most - iterations);
        }
        return equal;
    }

    static byte[] derive(String secret, byte[] salt, int iterations) {
        PBEKeySpec key = new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
        } catch (InvalidKeySpecException wrong) { // its message may have the secret in it
            throw new IllegalStateException("this secret cannot be hashed");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no PBKDF2WithHmacSHA512", missing);
        } finally {
            key.clearPassword();
        }
    }

    private static byte[] random(int bytes) {
        byte[] made = new byte[bytes];
        new SecureRandom().nextBytes(made);
        return made;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    /** Returns it as a file has it. */
    @Override
    public String toString() {
        return "pbkdf2-sha512:" + iterations + ":" + salt + ":" + hash;
    }
}
