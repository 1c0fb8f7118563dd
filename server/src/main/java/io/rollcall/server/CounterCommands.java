package io.rollcall.server;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.Registration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands about counters. */
final class CounterCommands {
    private static final Pattern NUMBER = Pattern.compile("[+-]?0*([0-9]+)");
    /** The most digits of a 64-bit number; to read millions takes a time that grows with their square. */
    private static final int MOST_DIGITS = 19;

    private CounterCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("/add COUNTER [N]", "add to a number of one's own", CounterCommands::add),
                Command.of("/total COUNTER", "the sum of all connections' numbers", CounterCommands::total));
    }

    private static String add(Session session, Arguments arguments) throws Refused {
        Counter counter = Keys.counter(arguments.word());
        long change = 1;
        if (!arguments.isEmpty()) {
            String word = arguments.word();
            arguments.end();
            Matcher number = NUMBER.matcher(word);
            if (!number.matches()) {
                throw arguments.usage();
            }
            change = number(word, number.group(1).length());
        }
        Optional<Registration<Connection>> held = session.owner().registration(counter);
        if (held.isEmpty()) {
            return "+" + session.owner().register(counter, change).get();
        }
        try {
            return "+" + ((CounterRegistration<Connection>) held.get()).add(change);
        } catch (ArithmeticException beyond) {
            throw beyond(change > 0);
        }
    }

    private static long number(String word, int digits) throws Refused {
        if (digits > MOST_DIGITS) {
            throw beyond(!word.startsWith("-"));
        }
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException beyond) {
            throw beyond(!word.startsWith("-"));
        }
    }

    private static Refused beyond(boolean above) {
        return new Refused("LIMIT", "number " + (above ? Long.MAX_VALUE : Long.MIN_VALUE));
    }

    private static String total(Session session, Arguments arguments) throws Refused {
        Counter counter = Keys.counter(arguments.word());
        arguments.end();
        try {
            return "+" + session.registry().total(counter);
        } catch (ArithmeticException beyond) {
            throw totalBeyond();
        }
    }

    static Refused totalBeyond() {
        return new Refused("LIMIT", "total 64 bits, it is past " + Long.MAX_VALUE + " or " + Long.MIN_VALUE);
    }
}
