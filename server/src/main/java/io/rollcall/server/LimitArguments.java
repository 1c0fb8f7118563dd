package io.rollcall.server;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The command line's options for limits: one for each that there is. */
final class LimitArguments {
    private static final Map<String, Long> TIMES =
            Map.of("ms", 1L, "", 1000L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Long> SIZES = Map.of("", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);
    private static final Map<String, Long> RATES = Map.of("", 1L, "/s", 1L);

    private LimitArguments() {}

    /** Adds an option for each limit to a command; what is given goes into its arguments. */
    static void addTo(CommandSpec command, ServeArguments arguments) {
        for (Limit limit : Limit.values()) {
            command.addOption(OptionSpec.builder("--" + limit.option())
                    .type(long.class)
                    .paramLabel(label(limit.unit()))
                    .converters(reader(limit.unit()))
                    .description((limit.help() + " (default: " + limit.shownPreset() + ").").replace("%", "%%"))
                    .setter(new Setter(arguments, limit))
                    .build());
        }
    }

    private record Setter(ServeArguments arguments, Limit limit) implements picocli.CommandLine.Model.ISetter {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli declares it
        public <T> T set(T value) {
            if (value instanceof Long number) { // picocli resets what was not given to null
                arguments.set(limit, number);
            }
            return value;
        }
    }

    private static String label(Limit.Unit unit) {
        return switch (unit) {
            case COUNT, PER_SECOND -> "N";
            case BYTES -> "BYTES";
            case MILLIS -> "TIME";
        };
    }

    private static ITypeConverter<Long> reader(Limit.Unit unit) {
        return switch (unit) {
            case COUNT -> text -> number(text, Map.of("", 1L), "a whole number");
            case PER_SECOND -> text -> number(text, RATES, "a whole number");
            case BYTES -> text -> number(text, SIZES, "a size such as 8192, 64KiB or 1MiB");
            case MILLIS -> text -> number(text, TIMES, "a time such as 90s, 15m or 1h");
        };
    }

    private static long number(String text, Map<String, Long> units, String expected) {
        String given = text.strip().toLowerCase(Locale.ROOT);
        int digits = given.startsWith("-") ? 1 : 0;
        while (digits < given.length() && Character.isDigit(given.charAt(digits))) {
            digits++;
        }
        Long size = units.get(given.substring(digits).strip());
        try {
            long number = Long.parseLong(given.substring(0, digits));
            if (size != null) {
                return Math.multiplyExact(number, size);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // said below
        }
        throw new TypeConversionException(expected + " was expected, given was '" + text + "'");
    }

    /** Reads a time: a whole number with ms, s, m, h or d; without a unit, seconds. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.ofMillis(number(text, TIMES, "a time such as 90s, 15m or 1h"));
        }
    }
}
