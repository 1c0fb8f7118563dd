package io.rollcall.benchmarks.abuse;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a process uses.
 *
 * @param heap bytes of heap, garbage included unless it was collected first
 * @param direct bytes of direct memory, by Netty's count or the JDK's, whichever is more
 * @param resident bytes of the process that are in memory; 0 where the system does not tell
 * @param descriptors open file descriptors
 * @param threads live threads
 */
record Vitals(long heap, long direct, long resident, long descriptors, int threads) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    /** Measures this process. */
    static Vitals now() {
        Runtime runtime = Runtime.getRuntime();
        long jdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Vitals(
                runtime.totalMemory() - runtime.freeMemory(),
                Math.max(jdk, PlatformDependent.usedDirectMemory()),
                kibibytes(STATUS, "VmRSS:") << 10,
                openDescriptors(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** Measures this process when its garbage is gone. */
    static Vitals collected() {
        System.gc();
        System.gc(); // what the first one found to be unreachable by reference queues alone
        return now();
    }

    /** Says where and when this was measured. */
    static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                "%d processors, %s %s, %s %s, %s",
                runtime.availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.vm.name"),
                Runtime.version(),
                LocalDate.now(ZoneOffset.UTC));
    }

    /** Returns how much memory the machine has left, in bytes. */
    static long available() {
        return kibibytes(MEMORY, "MemAvailable:") << 10;
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static long kibibytes(Path file, String row) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.stream()
                    .filter(line -> line.startsWith(row))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) { // another system
            return 0;
        }
    }
}
