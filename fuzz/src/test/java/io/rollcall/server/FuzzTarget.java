package io.rollcall.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is fuzzed, each with its class, and its seeds in a directory of its name. */
enum FuzzTarget {
    LINES(LinesFuzz.class, LinesFuzz::fuzzerTestOneInput),
    TELNET(TelnetFuzz.class, TelnetFuzz::fuzzerTestOneInput),
    COMMANDS(CommandsFuzz.class, CommandsFuzz::fuzzerTestOneInput),
    KEYS(KeysFuzz.class, KeysFuzz::fuzzerTestOneInput),
    OPTIONS(OptionsFuzz.class, OptionsFuzz::fuzzerTestOneInput),
    PROXY(ProxyFuzz.class, ProxyFuzz::fuzzerTestOneInput),
    AUTH(AuthFuzz.class, AuthFuzz::fuzzerTestOneInput);

    private static final Path SEEDS = Path.of("src/test/seeds").toAbsolutePath();

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference holds nothing
    private final Consumer<byte[]> once;

    FuzzTarget(Class<?> type, Consumer<byte[]> once) {
        this.type = type;
        this.once = once;
    }

    /** Runs the target once; throws what it finds. */
    void run(byte[] input) {
        once.accept(input);
    }

    String className() {
        return type.getName();
    }

    Path seedsDirectory() {
        return SEEDS.resolve(toString());
    }

    /** The words of the target's language, in libFuzzer's form. */
    Path words() {
        return SEEDS.resolve(this + ".dict");
    }

    List<Path> seeds() throws IOException {
        try (Stream<Path> files = Files.list(seedsDirectory())) {
            return files.sorted().toList();
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
