package io.rollcall.server;

import io.rollcall.registry.Key;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Words and the names made of them: a word has no blank and is not empty, all that is not blank comes out in order, and
 * a name's canonical form is that of itself, fits, and can be shown.
 */
final class KeysFuzz {
    private static final int MAX_VALUE = 64;

    private KeysFuzz() {}

    private interface Reading {
        Key key(String word) throws Refused;
    }

    private static final List<Reading> READINGS = List.of(
            Keys::known,
            Keys::own,
            Keys::property,
            Keys::counter,
            Keys::ownProperty,
            text -> Keys.openProperty(text, false));

    public static void fuzzerTestOneInput(byte[] input) {
        if (LineScanner.fault(input) != null) {
            return; // never comes to a command
        }
        String line = new String(input, StandardCharsets.UTF_8);
        StringBuilder words = new StringBuilder();
        Arguments arguments = new Arguments("/usage", MAX_VALUE, line);
        try {
            while (!arguments.isEmpty()) {
                String word = arguments.word();
                Finding.unless(!word.isEmpty() && Arguments.blank(word) < 0, "no word: '%s'", word);
                words.append(word);
                READINGS.forEach(reading -> read(reading, word));
                watched(word);
            }
        } catch (Refused refused) {
            throw new AssertionError("a word was there, and yet: " + refused.reply(), refused);
        }
        Finding.unlessEqual("all words", words.toString(), line.replaceAll("[ \t]", ""));
        value(line);
    }

    private static void read(Reading reading, String word) {
        Key key;
        try {
            key = reading.key(word);
        } catch (Refused refused) {
            checkReply(refused);
            return;
        }
        String shown = key.toString();
        byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
        Finding.unless(bytes.length > 0 && bytes.length <= Keys.MAX_BYTES, "a name of %d bytes", bytes.length);
        Finding.unless(LineScanner.fault(bytes) == null, "a name with %s", LineScanner.fault(bytes));
        Finding.unless(Arguments.blank(shown) < 0 && !shown.startsWith("#"), "not to be typed again: '%s'", shown);
        try {
            Finding.unlessEqual("the canonical form's own form", reading.key(shown), key);
        } catch (Refused refused) {
            throw new AssertionError("the canonical form is refused: " + refused.reply(), refused);
        }
    }

    private static void watched(String word) {
        try {
            Keys.watched(word, false);
        } catch (Refused refused) {
            checkReply(refused);
        }
    }

    private static void value(String line) {
        boolean fits = line.getBytes(StandardCharsets.UTF_8).length <= MAX_VALUE;
        try {
            Finding.unlessEqual(
                    "the value", new Arguments("/usage", MAX_VALUE, line).value(), line.isEmpty() ? null : line);
            Finding.unless(fits, "a value that is too long");
        } catch (Refused refused) {
            Finding.unless(!fits, "a value that fits, and yet: %s", refused.reply());
        }
    }

    private static void checkReply(Refused refused) {
        String fault = LineScanner.fault(refused.reply().getBytes(StandardCharsets.UTF_8));
        Finding.unless(refused.reply().startsWith("-") && fault == null, "a reply with %s", fault);
    }
}
