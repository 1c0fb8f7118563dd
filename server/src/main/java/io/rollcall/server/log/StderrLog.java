package io.rollcall.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/**
 * The daemon's log, on stderr: one event, one line, whatever a peer sent without control characters. Logback finds this by
 * itself, wherever the server is on the class path, so it does nothing where {@link #FORMAT} is not set. A file would
 * do the same, and have an XML parser run at each start.
 */
public final class StderrLog extends ContextAwareBase implements Configurator {
    /** The system property that asks for this: {@code text} or {@code json}. */
    public static final String FORMAT = "rollcall.log.format";

    /** Logback's own, of who has a file for it. */
    private static final String FILE = "logback.configurationFile";

    private static final String LEVEL = "rollcall.log.level";
    private static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+";
    private static final String LINE =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level %replace(%replace(%msg %kvp %ex){'" + UNPRINTABLE
                    + "', ' '}){' +$', ''}%nopex%n";

    /** Made by logback. */
    public StderrLog() {}

    /**
     * Has it be so from the first event on, where this is asked for.
     *
     * @param level the lowest that is shown, one of logback's names in any case; info until then
     * @param format {@code text} or {@code json}
     */
    public static void choose(String level, String format) {
        System.setProperty(LEVEL, level);
        System.getProperties().replace(FORMAT, format);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String format = System.getProperty(FORMAT);
        if (format == null || System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getStatusManager().add(new NopStatusListener()); // or what it says of itself goes to stdout
        Level level = Level.toLevel(System.getProperty(LEVEL), Level.INFO);
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.addFilter(threshold(context, level));
        stderr.setEncoder(format.equals("json") ? json(context) : text(context));
        stderr.start();
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("org.jgroups").setLevel(Level.WARN);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** The levels of Netty and JGroups must not let more through than was asked for. */
    private static ThresholdFilter threshold(LoggerContext context, Level level) {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setContext(context);
        filter.setLevel(level.toString());
        filter.start();
        return filter;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new EscapingJsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
