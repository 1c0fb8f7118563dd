package io.rollcall.server.observer;

import java.util.List;
import java.util.Map;

/**
 * What stands behind the question mark.
 *
 * @param given each name with its values, of which the first counts
 */
record Parameters(Map<String, List<String>> given) {
    private static final int LONGEST = 512;

    String text(String name) {
        return text(name, "");
    }

    String text(String name, String preset) {
        String text = given.getOrDefault(name, List.of(preset)).get(0);
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(name + " is longer than " + LONGEST);
        }
        return text;
    }

    boolean flag(String name) {
        return text(name).equals("1");
    }

    /** Reads a number from 0 on; what is more than the most counts as that. */
    long number(String name, long preset, long most) {
        String text = text(name, String.valueOf(preset));
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(name + " must be a whole number from 0 on");
        }
        return Math.min(Long.parseLong(text), most);
    }
}
