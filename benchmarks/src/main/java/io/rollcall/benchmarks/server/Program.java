package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.NotMeasuredException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The servers that are compared: how each is started. Somebody else's is looked for on the PATH. */
enum Program {
    ROLLCALL {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return rollcall(port);
        }
    },
    ROLLCALL_POOL {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return with(rollcall(port), "--worker-threads=pool");
        }
    },
    /** The same as {@link #ROLLCALL}, for fan-out alone: so each process has one kind of work to be compiled for. */
    ROLLCALL_CAST {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return rollcall(port);
        }
    },
    /** The same, for connects alone. */
    ROLLCALL_STORM {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return rollcall(port);
        }
    },
    /** The same, with its page where {@link OpenObserver} looks for it. */
    ROLLCALL_OBSERVED {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return with(rollcall(port), "--observer=127.0.0.1:" + OpenObserver.PORT);
        }
    },
    RAW_NETTY {
        @Override
        List<String> command(int port) {
            return java(System.getProperty("java.class.path"), RawServer.class.getName(), "echo", String.valueOf(port));
        }
    },
    RAW_NETTY_STORM {
        @Override
        List<String> command(int port) throws NotMeasuredException, IOException, InterruptedException {
            return RAW_NETTY.command(port);
        }
    },
    CHANNEL_GROUP {
        @Override
        List<String> command(int port) {
            return java(
                    System.getProperty("java.class.path"), RawServer.class.getName(), "fanout", String.valueOf(port));
        }
    },
    C_EPOLL {
        @Override
        List<String> command(int port) throws NotMeasuredException, IOException, InterruptedException {
            return List.of(compiled().toString(), String.valueOf(port));
        }
    },
    /** The design that Rollcall re-imagines, where it comes from. */
    ELIXIR {
        @Override
        List<String> command(int port) throws NotMeasuredException, IOException {
            String scheduler = "+S 1:1"; // as one core is what it has
            return List.of(
                    found("elixir"), "--erl", scheduler, written("listener.exs").toString(), String.valueOf(port));
        }
    },
    REDIS {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            String server = found("redis-server");
            return List.of(
                    server, "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        }
    },
    NATS {
        @Override
        List<String> command(int port) throws NotMeasuredException {
            return List.of(found("nats-server"), "-a", "127.0.0.1", "-p", String.valueOf(port));
        }
    };

    private static final Path JAR = Path.of("server", "target", "rollcall-server.jar");
    /** Where what is made meanwhile is put, whether this runs in the project's directory or, as tests do, in the module's. */
    static final Path TARGET =
            Files.isDirectory(Path.of("benchmarks")) ? Path.of("benchmarks", "target") : Path.of("target");

    private static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+UseParallelGC");

    /** Returns the command that serves at a port of this machine until the process is ended. */
    abstract List<String> command(int port) throws NotMeasuredException, IOException, InterruptedException;

    /** Describes the JVM of the servers that have one. */
    static String jvm() {
        return String.join(
                " ", System.getProperty("java.vm.name"), Runtime.version().toString(), String.join(" ", HEAP));
    }

    /** Returns the daemon's command, with limits that let this many connections come from one address. */
    static List<String> rollcall(int port, String... flags) throws NotMeasuredException {
        if (!Files.exists(JAR)) {
            throw new NotMeasuredException(JAR + " is not built");
        }
        List<String> command = java(
                JAR + File.pathSeparator + JAR.resolveSibling("lib") + File.separator + "*",
                "io.rollcall.server.Main",
                "--port=" + port,
                "--io-threads=1",
                "--max-connections=20000",
                "--max-per-address=20000",
                "--accept-rate=1000000",
                "--log-level=error");
        command.addAll(1, List.of(flags));
        return command;
    }

    private static List<String> java(String classPath, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.add("-Dio.netty.leakDetection.level=disabled"); // as the daemon sets it, for all alike
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> with(List<String> command, String option) {
        List<String> more = new ArrayList<>(command);
        more.add(option);
        return more;
    }

    private static String found(String program) throws NotMeasuredException {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new NotMeasuredException("there is no " + program + " on the PATH"))
                .toString();
    }

    private static Path written(String source) throws IOException {
        Path file = TARGET.resolve(source);
        try (InputStream text = Objects.requireNonNull(Program.class.getResourceAsStream(source))) {
            return Files.write(file, text.readAllBytes());
        }
    }

    private static Path compiled() throws NotMeasuredException, IOException, InterruptedException {
        Path source = written("echo.c");
        Path binary = TARGET.resolve("echo");
        Process compiler = new ProcessBuilder(found("cc"), "-O2", "-o", binary.toString(), source.toString())
                .inheritIO()
                .start();
        if (compiler.waitFor() != 0) {
            throw new NotMeasuredException("the compiler fails");
        }
        return binary;
    }
}
