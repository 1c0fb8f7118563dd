package io.rollcall.server;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rollcall hash-secret}: makes a line of the file of {@code --auth-file}. A secret on the command line would be seen
 * by everybody who lists processes, so it is asked for.
 */
@Command(
        name = "hash-secret",
        description = "Asks for a secret and prints a line for --auth-file.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class HashSecretCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 1024;

    @Parameters(paramLabel = "IDENTITY", description = "Who it is to let in.")
    private String identity = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "operator, for who may /clients, /kick, /audit, /drain.")
    private @Nullable Role role;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    enum Role {
        OPERATOR;

        @Override
        public String toString() {
            return "operator";
        }
    }

    @Override
    public Integer call() throws IOException {
        if (!Identity.isClean(identity) || identity.startsWith("#")) {
            throw wrong("IDENTITY must be a word of at most 256 bytes without control characters and # in front");
        }
        SecretHash hash = SecretHash.of(checked(read()), SecretHash.ITERATIONS);
        spec.commandLine().getOut().println(Credentials.line(identity, hash, role != null));
        return ExitStatus.CLEAN.code();
    }

    @SuppressWarnings("SystemConsoleNull") // this one of the JDK's consoles is there with a terminal alone
    private String read() throws IOException {
        System.setProperty("jdk.console", "java.base");
        Console terminal = System.console();
        if (terminal == null) {
            return firstLine(System.in);
        }
        char[] once = terminal.readPassword("secret of %s: ", identity);
        char[] again = terminal.readPassword("once more: ");
        if (once == null || !Arrays.equals(once, again)) {
            throw wrong("these were two different secrets");
        }
        return new String(once);
    }

    private String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int value = in.read(); value >= 0 && value != '\n' && line.size() <= MOST_BYTES; value = in.read()) {
            line.write(value);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw wrong("the secret must be UTF-8");
        }
    }

    /** Refuses what no client could say in a line. */
    private String checked(String secret) {
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MOST_BYTES) {
            throw wrong("the secret must have 1 to " + MOST_BYTES + " bytes");
        }
        if (secret.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            throw wrong("the secret must not have control or format characters");
        }
        return secret;
    }

    private ParameterException wrong(String what) {
        CommandLine line = spec.commandLine();
        return new ParameterException(line, what);
    }
}
