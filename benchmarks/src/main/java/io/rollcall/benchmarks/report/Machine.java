package io.rollcall.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Where and when is measured, for the line above the table. */
public final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    private Machine() {}

    /** Returns processor, system, JVM and date on one line. */
    public static String description() {
        return String.join(
                ", ",
                processor() + " × " + Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Jvm.description(""),
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    private static String processor() {
        try {
            return Files.readAllLines(CPUS).stream()
                    .filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor");
        } catch (IOException e) { // another system
            return "processor";
        }
    }
}
