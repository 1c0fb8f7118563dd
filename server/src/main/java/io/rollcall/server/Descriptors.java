package io.rollcall.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How many files and sockets this process may have open, and how many connections that leaves. */
final class Descriptors {
    /** What everything but connections needs: jars, event loops, listeners, peers that are being refused. */
    static final int RESERVED = 64;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+) .*");

    private Descriptors() {}

    /** Returns how many connections there may be if so many are asked for. */
    static long connections(long wanted) {
        return connections(wanted, most());
    }

    static long connections(long wanted, long descriptors) {
        return Math.min(wanted, Math.max(1, descriptors - RESERVED));
    }

    /** Returns the limit in force, which the JVM has raised as far as it may; a greatest number where there is none. */
    static long most() {
        try (Stream<String> lines = Files.lines(LIMITS)) { // the JDK's own way takes much longer at a start
            return lines.map(OPEN_FILES::matcher)
                    .filter(Matcher::matches)
                    .map(found -> Long.parseLong(found.group(1)))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException | UncheckedIOException | NumberFormatException notLinux) {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getMaxFileDescriptorCount()
                    : Long.MAX_VALUE;
        }
    }
}
