package io.rollcall.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Where and when is measured, for the line above the table. */
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {}

    /** Returns processor, system, JVM and date on one line. */
    static String description(String jvm) {
        return String.join(
                ", ",
                processor(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                jvm,
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    /** Counts those of the machine, as this process may be kept on one of them. */
    private static String processor() {
        try {
            List<String> models = Files.readAllLines(CPUS).stream()
                    .filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .toList();
            return (models.isEmpty() ? "processor" : models.get(0)) + " × " + models.size();
        } catch (IOException e) { // another system
            return "processor × " + Runtime.getRuntime().availableProcessors();
        }
    }
}
