package io.rollcall.server.bench;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is typed: {@code \r}, {@code \n} and {@code \t} are those characters, {@code {}} is the payload, and
 * what does not end with a line end is given one. Immutable.
 *
 * @param before what stands before the payload
 * @param after what stands after it; null if there is no payload
 */
record Template(String before, @Nullable String after) {
    private static final String PAYLOAD = "{}";

    /** Reads a template; {@code {n}} in it is a number of members, and {@code {run}} a word for this run. */
    static Template of(String typed, int members, String run) {
        String text = typed.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("{n}", String.valueOf(members))
                .replace("{run}", run);
        String line = text.endsWith("\n") ? text : text + "\n";
        int payload = line.indexOf(PAYLOAD);
        return payload < 0
                ? new Template(line, null)
                : new Template(line.substring(0, payload), line.substring(payload + PAYLOAD.length()));
    }

    /** Makes the messages of a connection. */
    Numbered numbered(int connection, int payloadBytes) {
        return after == null
                ? Numbered.always(bytes(before))
                : Numbered.between(bytes(before), bytes(after), connection, payloadBytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
