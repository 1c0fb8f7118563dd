package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    private static final String HASH =
            "pbkdf2-sha512:10000:AAECAwQFBgcICQoLDA0ODw:ff5/ISU3RzO1fksnm0HWkcGGPIxcfT+qZ9D7GFrLfc8";
    private static final String SECRET = "p\u00e4ssword";

    private final List<String> problems = new ArrayList<>();
    private final List<Integer> derivations = new ArrayList<>();

    private Credentials parse(String... lines) {
        return Credentials.parse(List.of(lines), "who", problems::add, (secret, salt, iterations) -> {
            derivations.add(iterations);
            return SecretHash.derive(secret, salt, iterations);
        });
    }

    /** The hash is what another implementation of PBKDF2 makes of that secret, salt and number. */
    @Test
    void check_secretHashedElsewhere_isRightAndOthersAreWrong() {
        Credentials credentials = parse("alice " + HASH, "", "# bob", "root\t" + HASH + "  operator ");
        assertThat(problems).isEmpty();
        assertThat(credentials.check("alice", SECRET)).isEqualTo(credentials.of("alice"));
        assertThat(credentials.of("root")).matches(Credentials.Credential::operator);
        assertThat(credentials.of("alice")).matches(alice -> !alice.operator());
        assertThat(credentials.check("alice", SECRET + " ")).isNull();
        assertThat(credentials.check("Alice", SECRET)).isNull();
        assertThat(credentials.check("bob", SECRET)).isNull();
        assertThat(credentials.size()).isEqualTo(2);
    }

    @Test
    void line_ofAHash_isReadAgain() {
        SecretHash hash = SecretHash.of("s3cret", SecretHash.LEAST_ITERATIONS);
        Credentials credentials = parse(Credentials.line("carol", hash, true));
        assertThat(problems).isEmpty();
        assertThat(credentials.of("carol")).isEqualTo(new Credentials.Credential("carol", hash, true, 1));
        assertThat(SecretHash.of("s3cret", SecretHash.LEAST_ITERATIONS))
                .as("a salt of its own")
                .isNotEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({"alice, right", "alice, wrong", "dear, wrong", "shown, wrong", "nobody, wrong"})
    void check_anybody_takesTheSameWork(String identity, String secret) {
        Credentials credentials = parse(
                "alice " + SecretHash.of("right", 10_000),
                "dear " + SecretHash.of("right", 30_000),
                "shown certificate");
        credentials.check(identity, secret);
        assertThat(derivations.stream().mapToInt(Integer::intValue).sum()).isEqualTo(30_000);
    }

    @Test
    void check_certificateOnly_hasNoSecret() {
        Credentials credentials = parse("shown certificate operator");
        assertThat(credentials.check("shown", "certificate")).isNull();
        assertThat(credentials.check("shown", "")).isNull();
        assertThat(credentials.of("shown")).matches(Credentials.Credential::operator);
    }

    @Test
    void parse_wrongLines_saysEachWithItsNumberAndNothingOfIt() {
        parse(
                "alice",
                "bob hunter2",
                "carol " + HASH + " admin-hunter2",
                "dave " + HASH + " operator hunter2",
                "alice " + HASH,
                "alice certificate",
                "eve " + HASH.replace(":10000:", ":9999:"),
                "eve " + HASH.replace(":10000:", ":10000001:"),
                "eve " + HASH.replace("AAEC", "A"),
                "eve " + HASH + "hunter2",
                "e\u202eve " + HASH,
                "e".repeat(257) + " " + HASH,
                "e".repeat(256) + " " + HASH);
        assertThat(problems)
                .containsExactly(
                        "who:1: IDENTITY pbkdf2-sha512:ITERATIONS:SALT:HASH [operator] was expected",
                        "who:2: pbkdf2-sha512:ITERATIONS:SALT:HASH was expected",
                        "who:3: the only role is operator",
                        "who:4: IDENTITY pbkdf2-sha512:ITERATIONS:SALT:HASH [operator] was expected",
                        "who:6: this identity stands on line 5, too",
                        "who:7: ITERATIONS must be 10000 to 10000000, given was 9999",
                        "who:8: ITERATIONS must be 10000 to 10000000, given was 10000001",
                        "who:9: SALT must be 16 bytes in Base64",
                        "who:10: HASH must be 32 bytes in Base64",
                        "who:11: an identity is a word of at most 256 bytes without control characters",
                        "who:12: an identity is a word of at most 256 bytes without control characters");
    }

    @Test
    void read_missingOrWide_isToldOrWarnedOf(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("who");
        Credentials.read(file, problems::add);
        assertThat(problems).containsExactly(file + ": there is no such file");
        assertThat(SecretFile.warning(file)).isNull();
        Files.write(file, Arrays.asList("alice " + HASH));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(SecretFile.warning(file)).isNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(SecretFile.warning(file)).isEqualTo(file + ": everybody can read it; chmod 600");
    }
}
