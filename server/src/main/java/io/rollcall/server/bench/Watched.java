package io.rollcall.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The server's process, as the system sees it. Immutable.
 *
 * @param pid of the process; zero for none
 */
record Watched(long pid) {
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;

    /** Returns the time for which it has had a core, in nanoseconds; nothing if it is not known. */
    OptionalDouble cpuNanos() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    /** Returns how much memory it has touched and not given back; nothing if it is not known, as on most systems. */
    OptionalLong residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kib -> Long.parseLong(kib) * KIB)
                    .findFirst();
        } catch (IOException e) { // another system, or it has ended
            return OptionalLong.empty();
        }
    }
}
