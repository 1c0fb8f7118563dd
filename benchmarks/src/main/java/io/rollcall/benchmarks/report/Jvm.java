package io.rollcall.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVM that is measured on: the one that runs the report. */
final class Jvm {
    /** A heap that neither grows nor shrinks. */
    private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g");
    /** Keeps the loggers' own start from being told of; changes no figure. */
    private static final List<String> QUIET = List.of("-Dslf4j.internal.verbosity=ERROR");
    /** Keeps newer JVMs from warning of what the libraries do; changes no figure. */
    private static final List<String> QUIET_NEWER =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private Jvm() {}

    /** Returns the flags of every JVM that measures. */
    static List<String> flags() {
        List<String> newer = Runtime.version().feature() < 24 ? List.of() : QUIET_NEWER;
        return Stream.of(HEAP, QUIET, newer).flatMap(List::stream).toList();
    }

    static String description(String more) {
        return Stream.of(System.getProperty("java.vm.name"), Runtime.version().toString(), String.join(" ", HEAP), more)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
