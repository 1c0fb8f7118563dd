package io.rollcall.benchmarks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the command line of {@link HandOff} chose. */
record HandOffOptions(int port, int budget, int workers, Map<String, String> choices) {
    private static final Map<String, Integer> NUMBERS = Map.of("port", 0, "budget", 256, "workers", 1);
    private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

    static { // the first value of each is its default
        VALUES.put("mode", List.of("loop", "pool", "raw"));
        VALUES.put("decoder", List.of("block", "words", "processor", "stock"));
        VALUES.put("message", List.of("bytes", "string", "slice"));
        VALUES.put("mailbox", List.of("plain", "inlet", "mpsc", "deque", "linked", "array"));
        VALUES.put("publish", List.of("line", "read"));
        VALUES.put("drain", List.of("task", "read"));
        VALUES.put("output", List.of("joined", "array", "each"));
        VALUES.put("flow", List.of("decoder", "handler", "none"));
        VALUES.put("telnet", List.of("off", "on"));
    }

    /**
     * Reads name=value arguments.
     *
     * @throws IllegalArgumentException if one is unknown, or two do not go together; says what was expected
     */
    static HandOffOptions parse(String... args) {
        Map<String, Integer> numbers = new HashMap<>(NUMBERS);
        Map<String, String> choices = new HashMap<>();
        VALUES.forEach((name, values) -> choices.put(name, values.get(0)));
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            if (pair.length == 2 && VALUES.getOrDefault(pair[0], List.of()).contains(pair[1])) {
                choices.put(pair[0], pair[1]);
            } else if (pair.length == 2 && NUMBERS.containsKey(pair[0]) && pair[1].matches("\\d{1,5}")) {
                numbers.put(pair[0], Integer.valueOf(pair[1]));
            } else {
                throw new IllegalArgumentException("expected " + usage() + "; got " + arg);
            }
        }
        HandOffOptions options = new HandOffOptions(
                numbers.get("port"), numbers.get("budget"), numbers.get("workers"), Map.copyOf(choices));
        options.checkTogether();
        return options;
    }

    private void checkTogether() {
        boolean cutsSlices = is("decoder", "stock");
        boolean copies = is("decoder", "block");
        reject(
                cutsSlices != is("message", "slice") && (cutsSlices || copies),
                "decoder=stock with message=slice, or decoder=block without it");
        reject(is("flow", "decoder") && !copies, "flow=decoder with decoder=block only");
        boolean oneThread = is("mailbox", "plain") || is("mailbox", "deque") || is("mailbox", "inlet");
        reject(is("mode", "pool") && oneThread, "a mailbox for several threads (mpsc, linked, array) with mode=pool");
        reject(is("publish", "read") && oneThread, "publish=read with mailbox=mpsc, linked or array");
        reject(is("drain", "read") && (is("mode", "pool") || !oneThread), "drain=read with a mailbox of the loop");
    }

    private void reject(boolean wrong, String expected) {
        if (wrong && !is("mode", "raw")) {
            throw new IllegalArgumentException("expected " + expected + "; got " + choices);
        }
    }

    private static String usage() {
        return NUMBERS.keySet().stream().sorted().map(name -> name + "=N ").collect(Collectors.joining())
                + VALUES.entrySet().stream()
                        .map(e -> e.getKey() + '=' + String.join("|", e.getValue()))
                        .collect(Collectors.joining(" "));
    }

    boolean is(String name, String value) {
        return choices.get(name).equals(value);
    }

    String get(String name) {
        return choices.get(name);
    }
}
