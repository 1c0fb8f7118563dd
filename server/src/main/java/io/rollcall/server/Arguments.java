package io.rollcall.server;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What follows a verb, taken from left to right. Blanks are spaces and tabs. */
final class Arguments {
    private final String usage;
    private final int maxValue;
    private String rest;

    /**
     * Begins behind the verb.
     *
     * @param usage what to answer if something is missing or too much
     * @param maxValue the longest value, in bytes of UTF-8
     * @param rest what follows the verb and one blank
     */
    Arguments(String usage, int maxValue, String rest) {
        this.maxValue = maxValue;
        this.usage = usage;
        this.rest = rest;
    }

    /** Takes the next word, which must be there. */
    String word() throws Refused {
        String text = withoutLeadingBlanks(rest);
        int end = blank(text);
        if (text.isEmpty()) {
            throw usage();
        }
        rest = end < 0 ? "" : text.substring(end + 1);
        return end < 0 ? text : text.substring(0, end);
    }

    /** Takes the rest of the line as a value; null if there is none. */
    @Nullable String value() throws Refused {
        String value = rest;
        rest = "";
        if (value.getBytes(StandardCharsets.UTF_8).length > maxValue) {
            throw Refused.by(Limit.VALUE, maxValue + " bytes");
        }
        return value.isEmpty() ? null : value;
    }

    /** Takes the rest of the line as a value, which must be there. */
    String requiredValue() throws Refused {
        String value = value();
        if (value == null) {
            throw usage();
        }
        return value;
    }

    /** Takes the rest of the line as text, which must be there. */
    String text() throws Refused {
        String text = rest;
        rest = "";
        if (text.isEmpty()) {
            throw usage();
        }
        return text;
    }

    /** Takes the rest of the line as text, which may be empty. */
    String anyText() {
        String text = rest;
        rest = "";
        return text;
    }

    boolean isEmpty() {
        return withoutLeadingBlanks(rest).isEmpty();
    }

    /** Refuses what is too much. */
    void end() throws Refused {
        if (!isEmpty()) {
            throw usage();
        }
    }

    /** Says that it is typed in another way. */
    Refused usage() {
        return new Refused("USAGE", usage);
    }

    private static String withoutLeadingBlanks(String text) {
        int from = 0;
        while (from < text.length() && isBlank(text.charAt(from))) {
            from++;
        }
        return text.substring(from);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Finds the first blank; -1 if there is none. */
    static int blank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isBlank(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }
}
