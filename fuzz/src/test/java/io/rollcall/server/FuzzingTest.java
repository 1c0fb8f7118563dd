package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Has Jazzer make up input for each target for a while, in a JVM of its own, from the seeds and from what earlier runs
 * found worth keeping.
 */
@Tag("fuzz")
class FuzzingTest {
    private static final Path DIRECTORY = Path.of(System.getProperty("rollcall.fuzz.directory"));
    private static final int SECONDS = Integer.getInteger("rollcall.fuzz.seconds");
    /** For the start, and for the last input before the end. */
    private static final int MORE_SECONDS = 180;

    private static final int SHORT_SECONDS = 30;
    private static final int MAX_INPUT = 1024;
    private static final int SHOWN_LINES = 40;
    private static final Pattern RUNS = Pattern.compile("stat::number_of_executed_units: +([0-9]+)");
    private static final Pattern COVERAGE = Pattern.compile("DONE +cov: ([0-9]+)");

    static List<FuzzTarget> targets() {
        String chosen = System.getProperty("rollcall.fuzz.targets", "").strip();
        List<String> names = chosen.isEmpty() ? List.of() : List.of(chosen.split(" +"));
        List<FuzzTarget> targets = Stream.of(FuzzTarget.values())
                .filter(target -> names.isEmpty() || names.contains(target.toString()))
                .toList();
        assertThat(targets).as("targets among %s", names).hasSizeGreaterThanOrEqualTo(Math.max(1, names.size()));
        return targets;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void target_fuzzed_findsNothing(FuzzTarget target) throws Exception {
        Path corpus = Files.createDirectories(DIRECTORY.resolve(target.toString()));
        Path log = DIRECTORY.resolve(target + ".log");
        Process process = new ProcessBuilder(command(target, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(SECONDS + MORE_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("ended; see %s", log).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(() -> story(target, said)).isZero();
        assertThat(number(RUNS, said))
                .as("runs, by %s", log)
                .isGreaterThan(target.seeds().size());
        assertThat(number(COVERAGE, said)).as("coverage, by %s", log).isPositive();
    }

    private static List<String> command(FuzzTarget target, Path corpus) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
        if (SECONDS <= SHORT_SECONDS) {
            command.add("-XX:TieredStopAtLevel=1"); // what it saves when it starts it would not earn back
        }
        if (Runtime.version().feature() >= 24) { // what Jazzer does is warned of from then on
            command.add("-XX:+EnableDynamicAgentLoading");
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.className());
        command.add("--instrumentation_includes=io.rollcall.**");
        command.add("--custom_hook_includes=io.rollcall.**"); // Netty may do what Jazzer takes for an attack
        command.add("--reproducer_path=" + DIRECTORY);
        command.add("-artifact_prefix=" + DIRECTORY + "/" + target + "-");
        command.add("-dict=" + target.words());
        command.add("-max_len=" + MAX_INPUT);
        command.add("-max_total_time=" + SECONDS);
        command.add("-print_final_stats=1");
        command.add(corpus.toString());
        command.add(target.seedsDirectory().toString());
        return command;
    }

    private static long number(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static String story(FuzzTarget target, String said) {
        List<String> lines = said.lines().filter(line -> !line.startsWith("#")).toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        return target + " found something, and Jazzer said:\n" + last + "\nthe input is "
                + DIRECTORY.resolve(target + "-*") + "; as a seed, copied to " + target.seedsDirectory()
                + ", it is replayed by every build: make test";
    }
}
