package io.rollcall.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges what one connection hears. */
final class Heard {
    private static final Pattern EVENT =
            Pattern.compile(">(?:(?:msg|cast|up|down|moved|set|join|left|granted|given|taken|timeout|bye|lost) .+)");
    private static final Pattern REFUSED = Pattern.compile("-(?:BADLINE [0-9]+|TOOLONG [0-9]+|WRONGPROTOCOL) .*");
    private static final Pattern LIST = Pattern.compile("\\*([0-9]+)(?: more=[^ ]+)?");
    private static final Pattern HOLDS_EVENTS = Pattern.compile("(?i)/(?:watch|await|queue)[ \t].*");
    private static final Pattern ROW = Pattern.compile("(?:[/a-z]|c[0-9]).*");

    private Heard() {}

    /** Nothing but events. */
    static void events(List<String> heard) {
        heard.forEach(Heard::event);
    }

    /** Events, and between them the one answer to a line. */
    static void answer(byte[] said, int maxLineBytes, List<String> heard) {
        String line = new String(said, StandardCharsets.UTF_8);
        boolean refused = LineScanner.fault(said) != null || said.length > maxLineBytes;
        boolean command = line.startsWith("/") && !line.startsWith("//");
        boolean first = HOLDS_EVENTS.matcher(line).matches();
        int answers = 0;
        for (int i = 0; i < heard.size(); i++) {
            String next = heard.get(i);
            if (answers == 0 && !refused && !command && next.equals(line.startsWith("//") ? line.substring(1) : line)) {
                answers++;
            } else if (next.startsWith("-WRONGPROTOCOL ")
                    || (refused && REFUSED.matcher(next).matches())) {
                answers++;
            } else if (!refused && command && !next.startsWith(">")) {
                answers++;
                i += rows(next, heard.subList(i + 1, heard.size()));
            } else {
                Finding.unless(answers > 0 || !first, "an event before its reply: %s", heard);
                event(next);
            }
        }
        Finding.unless(answers == 1, "%d answers to '%s': %s", answers, line, heard);
    }

    /** Returns how many rows follow a reply's first line. */
    private static int rows(String reply, List<String> following) {
        Matcher list = LIST.matcher(reply);
        if (!list.matches()) {
            Finding.unless(reply.matches("\\+.*|-[A-Z]+(?: .*)?"), "not a reply: %s", reply);
            Finding.unless(!reply.startsWith("-CRASHED"), "%s", reply);
            return 0;
        }
        int rows = Integer.parseInt(list.group(1));
        Finding.unless(rows <= Pages.ROWS && rows <= following.size(), "%s and then %s", reply, following);
        for (String row : following.subList(0, rows)) {
            Finding.unless(ROW.matcher(row).matches(), "a row: %s", row);
        }
        return rows;
    }

    private static void event(String line) {
        Finding.unless(EVENT.matcher(line).matches(), "not an event: %s", line);
    }
}
