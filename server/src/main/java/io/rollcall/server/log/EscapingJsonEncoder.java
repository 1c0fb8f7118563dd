package io.rollcall.server.log;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Logback's own JSON, with each control and format character escaped that it passes on: outside of strings JSON on one
 * line has none.
 */
final class EscapingJsonEncoder extends JsonEncoder {
    private static final Pattern HOSTILE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
        String escaped = HOSTILE.matcher(line).replaceAll(found -> escape(found.group()));
        return (escaped + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String escape(String character) {
        StringBuilder escape = new StringBuilder();
        character.chars().forEach(unit -> escape.append(String.format(Locale.ROOT, "\\\\u%04x", unit)));
        return escape.toString();
    }
}
