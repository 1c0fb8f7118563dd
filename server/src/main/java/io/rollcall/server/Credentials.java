package io.rollcall.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who may come in, as the file of {@code --auth-file} says: an identity, its hash and perhaps a role on each line. Immutable. */
final class Credentials {
    /** Stands where a hash would: this one shows a certificate, and has no secret. */
    private static final String CERTIFICATE = "certificate";

    private static final String OPERATOR = "operator";

    private final Map<String, Credential> byIdentity = new HashMap<>();
    private final SecretHash.Derivation derivation;
    /** Stands for all who are not there, so that they take as long. */
    private final SecretHash nobody;

    /**
     * What a line says.
     *
     * @param hash null for none
     * @param operator whether it has that role
     * @param line where it stands
     */
    record Credential(String identity, @Nullable SecretHash hash, boolean operator, int line) {}

    private Credentials(List<Credential> all, SecretHash.Derivation derivation) {
        all.forEach(each -> byIdentity.put(each.identity(), each));
        this.derivation = derivation;
        int most = all.stream()
                .map(Credential::hash)
                .mapToInt(hash -> hash == null ? SecretHash.LEAST_ITERATIONS : hash.iterations())
                .max()
                .orElse(SecretHash.ITERATIONS);
        this.nobody = SecretHash.ofNobody(most);
    }

    /** Reads a file; what is wrong with it is told, each mistake in a line. */
    static Credentials read(Path file, Consumer<String> problems) {
        return parse(ConfigurationFile.lines(file, problems), file.toString(), problems, SecretHash::derive);
    }

    /** Reads lines of a file that has a name. */
    static Credentials parse(
            List<String> lines, String file, Consumer<String> problems, SecretHash.Derivation derivation) {
        Map<String, Credential> read = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ":" + (i + 1) + ": ";
            try {
                Credential credential = credential(line, i + 1);
                Credential before = read.putIfAbsent(credential.identity(), credential);
                if (before != null) {
                    problems.accept(where + "this identity stands on line " + before.line() + ", too");
                }
            } catch (IllegalArgumentException wrong) {
                problems.accept(where + wrong.getMessage());
            }
        }
        return new Credentials(List.copyOf(read.values()), derivation);
    }

    /** Reads one line; what is wrong with it is said without its words, one of which may be a secret. */
    private static Credential credential(String line, int number) {
        String[] words = line.split("[ \t]+", -1);
        if (words.length < 2 || words.length > 3) {
            throw new IllegalArgumentException("IDENTITY " + SecretHash.FORM + " [" + OPERATOR + "] was expected");
        }
        if (!Identity.isClean(words[0])) {
            throw new IllegalArgumentException("an identity is a word of at most 256 bytes without control characters");
        }
        if (words.length == 3 && !words[2].equals(OPERATOR)) {
            throw new IllegalArgumentException("the only role is " + OPERATOR);
        }
        SecretHash hash = words[1].equals(CERTIFICATE) ? null : SecretHash.parse(words[1]);
        return new Credential(words[0], hash, words.length == 3, number);
    }

    /** Writes a line. */
    static String line(String identity, SecretHash hash, boolean operator) {
        return identity + " " + hash + (operator ? " " + OPERATOR : "");
    }

    /** Returns what is said of an identity; null for nothing. */
    @Nullable Credential of(String identity) {
        return byIdentity.get(identity);
    }

    /** Finds who a secret shows; null if it is wrong. It takes the same work whoever is named, and whether there is one. */
    @Nullable Credential check(String identity, String secret) {
        Credential named = byIdentity.get(identity);
        SecretHash hash = named == null ? null : named.hash();
        boolean right = (hash == null ? nobody : hash).matches(secret, nobody.iterations(), derivation);
        return right && hash != null ? named : null;
    }

    int size() {
        return byIdentity.size();
    }
}
