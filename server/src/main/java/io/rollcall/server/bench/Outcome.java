package io.rollcall.server.bench;

import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a load found. Immutable.
 *
 * @param mode what the load was
 * @param connections of the load
 * @param depth lines that a connection had under way
 * @param lineBytes of each line, without its end
 * @param rate lines a second that were sent whatever the server did; zero for as many as it took
 * @param seconds how long it counted
 * @param lines how many replies came in that time; in fan-out, deliveries; in a storm, connections
 * @param linesPerSecond the same, a second
 * @param p50Micros half of the replies took no longer
 * @param p90Micros nine of ten took no longer
 * @param p99Micros 99 of a hundred took no longer
 * @param p999Micros 999 of a thousand took no longer
 * @param maxMicros none took longer
 * @param lagMicros how late the generator was at most with a line that was due
 * @param generatorCpu the part of a core that the generator used; near 1, it may be what was measured
 * @param serverCpuMicros processor time of the server for each line; null if not known
 * @param residentBytes memory of the server for each connection of a storm; null if not known
 */
public record Outcome(
        Mode mode,
        int connections,
        int depth,
        int lineBytes,
        int rate,
        double seconds,
        long lines,
        double linesPerSecond,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double lagMicros,
        double generatorCpu,
        @Nullable Double serverCpuMicros,
        @Nullable Double residentBytes) {
    private static final double SATURATED = 0.95;

    private String what() {
        return switch (mode) {
            case ECHO -> "lines";
            case FANOUT -> "deliveries";
            case STORM -> "connections";
        };
    }

    /** Writes it for people. */
    String text() {
        Formatter text = new Formatter(Locale.ROOT);
        text.format(
                "load        %s, %,d connections, depth %d, lines of %d bytes%n", mode, connections, depth, lineBytes);
        if (rate > 0) {
            text.format("rate        %,d a second, at most %,.1f us late%n", rate, lagMicros);
        }
        text.format("%-12s%,d in %.2f s, all as they should be%n", what(), lines, seconds);
        text.format("a second    %,.0f%n", linesPerSecond);
        text.format("p50, p90    %,.1f us, %,.1f us%n", p50Micros, p90Micros);
        text.format("p99, p99.9  %,.1f us, %,.1f us%n", p99Micros, p999Micros);
        text.format("max         %,.1f us%n", maxMicros);
        String warning = generatorCpu > SATURATED && rate == 0 ? "; it may be what was measured" : "";
        text.format("generator   %.0f %% of a core%s%n", generatorCpu * 100, warning);
        if (serverCpuMicros != null) {
            text.format("server      %.3f us of processor time each%n", serverCpuMicros);
        }
        if (residentBytes != null) {
            text.format("memory      %,.0f bytes a connection%n", residentBytes);
        }
        return text.toString();
    }

    /** Writes it for programs: one JSON object, on one line. */
    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", "\"" + mode + "\"");
        fields.put("connections", connections);
        fields.put("depth", depth);
        fields.put("lineBytes", lineBytes);
        fields.put("rate", rate);
        fields.put("seconds", rounded(seconds));
        fields.put("lines", lines);
        fields.put("linesPerSecond", rounded(linesPerSecond));
        fields.put("p50Micros", rounded(p50Micros));
        fields.put("p90Micros", rounded(p90Micros));
        fields.put("p99Micros", rounded(p99Micros));
        fields.put("p999Micros", rounded(p999Micros));
        fields.put("maxMicros", rounded(maxMicros));
        fields.put("lagMicros", rounded(lagMicros));
        fields.put("generatorCpu", rounded(generatorCpu));
        fields.put("serverCpuMicros", serverCpuMicros == null ? "null" : rounded(serverCpuMicros));
        fields.put("residentBytes", residentBytes == null ? "null" : rounded(residentBytes));
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String rounded(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }
}
