package io.rollcall.server.bench;

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
        StringBuilder text = new StringBuilder();
        add(text, "load", "%s, %,d connections, depth %d, lines of %d bytes", mode, connections, depth, lineBytes);
        if (rate > 0) {
            add(text, "rate", "%,d a second, at most %,.1f us late", rate, lagMicros);
        }
        add(text, what(), "%,d in %.2f s, all as they should be", lines, seconds);
        add(text, "a second", "%,.0f", linesPerSecond);
        add(text, "p50, p90", "%,.1f us, %,.1f us", p50Micros, p90Micros);
        add(text, "p99, p99.9", "%,.1f us, %,.1f us", p99Micros, p999Micros);
        add(text, "max", "%,.1f us", maxMicros);
        String warning = generatorCpu > SATURATED && rate == 0 ? "; it may be what was measured" : "";
        add(text, "generator", "%.0f %% of a core%s", generatorCpu * 100, warning);
        if (serverCpuMicros != null) {
            add(text, "server", "%.3f us of processor time each", serverCpuMicros);
        }
        if (residentBytes != null) {
            add(text, "memory", "%,.0f bytes a connection", residentBytes);
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String label, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-12s", label)).append(String.format(Locale.ROOT, format, values));
        text.append(System.lineSeparator());
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
