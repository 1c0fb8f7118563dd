package io.rollcall.server.top;

import java.util.Locale;

/** Numbers as people read them, in as few columns as they can be told apart. */
final class Figures {
    private static final String UNITS = "BKMGTPE";
    private static final int STEP = 1024;

    private Figures() {}

    /** Shows a number of bytes: {@code 900B}, {@code 1.5K}, {@code 64K}, {@code 3.0M}. */
    static String bytes(long bytes) {
        double shown = Math.max(0, bytes);
        int unit = 0;
        while (shown >= STEP - 0.5 && unit < UNITS.length() - 1) {
            shown /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && shown < 9.95 ? "%.1f%c" : "%.0f%c", shown, UNITS.charAt(unit));
    }

    /** Shows a time in milliseconds: {@code 9s}, {@code 4m05s}, {@code 2h07m}, {@code 3d04h}. */
    static String time(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (minutes == 0) {
            return seconds + "s";
        }
        return hours == 0
                ? pair(minutes, "m", seconds % 60, "s")
                : hours < 24 ? pair(hours, "h", minutes % 60, "m") : pair(hours / 24, "d", hours % 24, "h");
    }

    private static String pair(long more, String of, long less, String ofLess) {
        return String.format(Locale.ROOT, "%d%s%02d%s", more, of, less, ofLess);
    }

    /** Shows a time in microseconds: {@code 240us}, {@code 3.1ms}. */
    static String micros(long micros) {
        return micros < 1000 ? Math.max(0, micros) + "us" : String.format(Locale.ROOT, "%.1fms", micros / 1000.0);
    }
}
