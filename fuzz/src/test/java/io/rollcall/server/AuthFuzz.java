package io.rollcall.server;

import io.rollcall.server.Credentials.Credential;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of {@code --auth-file}: each line of it names somebody, or is told with its number and nothing of its words; who
 * is named is so when written again, and a wrong secret takes as long for everybody.
 */
final class AuthFuzz {
    private static final String FILE = "who";
    /** All that may be said of a line; what comes from the line itself is at most a number. */
    private static final Pattern PROBLEM = Pattern.compile(FILE + ":([0-9]+): ("
            + "IDENTITY pbkdf2-sha512:ITERATIONS:SALT:HASH \\[operator\\] was expected"
            + "|pbkdf2-sha512:ITERATIONS:SALT:HASH was expected"
            + "|an identity is a word of at most 256 bytes without control characters"
            + "|the only role is operator"
            + "|ITERATIONS must be 10000 to 10000000, given was [0-9]{1,9}"
            + "|(SALT must be 16|HASH must be 32) bytes in Base64"
            + "|this identity stands on line [0-9]+, too)");

    private static final String NOBODY = "somebody else";
    private static final int DERIVED_BYTES = 32;

    private AuthFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> problems = new ArrayList<>();
        List<String> lines = ConfigurationFile.lines(input, FILE, problems::add);
        if (!problems.isEmpty()) {
            Finding.unlessEqual("what is said of bytes", problems, List.of(FILE + ": it is not UTF-8"));
            return;
        }
        long[] work = new long[1];
        Credentials read = Credentials.parse(lines, FILE, problems::add, (secret, salt, iterations) -> {
            work[0] += iterations;
            return new byte[DERIVED_BYTES];
        });
        Set<Integer> wrong = told(problems, lines.size());
        List<Credential> named = named(read, lines, wrong);
        Finding.unlessEqual("how many are named", read.size(), named.size());
        String written = written(named);
        List<String> again = new ArrayList<>();
        Credentials second = Credentials.parse(written.lines().toList(), FILE, again::add, SecretHash::derive);
        Finding.unless(again.isEmpty(), "written again it is wrong: %s", again);
        named.forEach(each -> Finding.unlessEqual("written again", said(second, each.identity()), said(each)));
        sameWork(read, named, work);
    }

    private static Set<Integer> told(List<String> problems, int lines) {
        Set<Integer> wrong = new HashSet<>();
        for (String problem : problems) {
            Matcher form = PROBLEM.matcher(problem);
            Finding.unless(form.matches(), "not one line of known words: %s", problem);
            int number = Integer.parseInt(form.group(1));
            Finding.unless(number >= 1 && number <= lines && wrong.add(number), "no line, or twice: %s", problem);
        }
        return wrong;
    }

    /** Finds who stands on each line that is sound. */
    private static List<Credential> named(Credentials read, List<String> lines, Set<Integer> wrong) {
        List<Credential> named = new ArrayList<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#") || wrong.contains(number)) {
                continue;
            }
            String identity = line.split("[ \t]", 2)[0];
            Credential credential = read.of(identity);
            Finding.unless(credential != null && credential.line() == number, "line %d names nobody", number);
            Finding.unless(Identity.isClean(identity), "no word: '%s'", identity);
            Finding.unlessEqual("the role of line " + number, credential.operator(), line.matches(".*[ \t]operator"));
            named.add(credential);
        }
        return named;
    }

    private static String written(List<Credential> named) {
        StringBuilder file = new StringBuilder();
        for (Credential each : named) {
            SecretHash hash = each.hash();
            file.append(
                            hash == null
                                    ? each.identity() + " certificate" + (each.operator() ? " operator" : "")
                                    : Credentials.line(each.identity(), hash, each.operator()))
                    .append('\n');
        }
        return file.toString();
    }

    private static String said(Credentials credentials, String identity) {
        Credential credential = credentials.of(identity);
        return credential == null ? "nobody" : said(credential);
    }

    private static String said(Credential credential) {
        return credential.identity() + " " + credential.hash() + " " + credential.operator();
    }

    private static void sameWork(Credentials read, List<Credential> named, long[] work) {
        read.check(NOBODY, "secret");
        long expected = work[0];
        Finding.unless(expected > 0, "no work for nobody");
        for (Credential each : named) {
            work[0] = 0;
            read.check(each.identity(), "secret");
            Finding.unlessEqual("the work for one of " + named.size(), work[0], expected);
        }
    }
}
