package io.rollcall.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rollcall ctl}: says one line to the server that runs here, and prints its reply. */
@Command(
        name = "ctl",
        description = "Asks a server that runs here: ctl clients, ctl help.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = "Exit status: 0 for a reply, 1 for one that begins with - or for none.%n",
        versionProvider = Version.class)
final class CtlCommand implements Callable<Integer> {
    private static final Pattern LIST = Pattern.compile("\\*([0-9]{1,9})(?: .*)?");
    private static final int MOST_PORT = 65_535;
    private static final long PATIENCE_SECONDS = 60;

    @Option(names = "--control", paramLabel = "PATH", description = "The server's control socket.")
    private @Nullable Path control;

    @Option(names = "--port", paramLabel = "N", description = "The server's port (default: 9999).")
    private @Nullable Integer port;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "A command; its slash may be left out.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Map<String, String> environment = Map.of();

    /** Sets where it is looked for what is not on the command line. */
    void setEnvironment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
    }

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        String line = line();
        Path path = path();
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return ask(socket, line, command.getOut());
        } catch (IOException | IllegalArgumentException e) {
            String reason = Files.exists(path) ? e.getMessage() : "there is no such socket";
            command.getErr()
                    .println("rollcall: no server answers at " + path + ": " + reason
                            + "; --port or --control says where one is");
            return ExitStatus.FAILURE.code();
        }
    }

    private String line() {
        String line = String.join(" ", words);
        if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            throw new ParameterException(spec.commandLine(), "a command is one line without control characters");
        }
        return line.startsWith("/") ? line : "/" + line;
    }

    private Path path() {
        String variable = environment.get("ROLLCALL_CONTROL");
        try {
            Path given = control != null ? control : port == null && variable != null ? Path.of(variable) : null;
            return new ControlSocket(given, environment).path(portOrPreset());
        } catch (InvalidPathException e) {
            throw new ParameterException(spec.commandLine(), "ROLLCALL_CONTROL is no path", e);
        }
    }

    private int portOrPreset() {
        String variable = environment.getOrDefault("ROLLCALL_PORT", String.valueOf(ServerOptions.PORT));
        int number = port != null ? port : ServeArguments.wholeNumber(variable);
        if (number < 1 || number > MOST_PORT) {
            throw new ParameterException(spec.commandLine(), "port must be 1 to 65535, given was " + number);
        }
        return number;
    }

    private static int ask(SocketChannel socket, String line, PrintWriter out) throws IOException {
        var tooLate = CompletableFuture.runAsync(
                () -> close(socket), CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            return print(new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8)), out);
        } finally {
            tooLate.cancel(false);
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // as good as closed
        }
    }

    /** Prints one reply; events before it are of no concern. */
    private static int print(BufferedReader in, PrintWriter out) throws IOException {
        String first = next(in);
        while (first.startsWith(">")) {
            first = next(in);
        }
        out.println(Text.shown(first));
        Matcher list = LIST.matcher(first);
        int rows = list.matches() ? Integer.parseInt(list.group(1)) : 0;
        for (int i = 0; i < rows; i++) {
            out.println(Text.shown(next(in)));
        }
        out.flush();
        return first.startsWith("-") ? ExitStatus.FAILURE.code() : ExitStatus.CLEAN.code();
    }

    private static String next(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("it closed before it had answered");
        }
        return line;
    }
}
