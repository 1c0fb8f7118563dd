package io.rollcall.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The daemon's manual page, in troff. */
final class ManPage {
    private static final String REST = """
            .SH EXIT STATUS
            .TP
            .B 0
            Stopped when told to, everything finished.
            .TP
            .B 1
            Something inside failed.
            .TP
            .B 2
            The command line is wrong.
            .TP
            .B 3
            The environment or the configuration file is wrong.
            .TP
            .B 4
            An address cannot be bound.
            .TP
            .B 5
            Stopped when told to, but accepted lines were not finished in time.
            .SH SIGNALS
            .TP
            .BR TERM ", " INT
            Stop: accept nobody, finish accepted lines, say >bye drain, close.
            .TP
            .B HUP
            Read again what a running server takes over; a mistake changes nothing and is logged.
            .TP
            .B QUIT
            The JVM prints the stacks of all threads.
            .SH ENVIRONMENT
            .TP
            .BI ROLLCALL_ OPTION_NAME
            A value for an option that the command line does not have, such as ROLLCALL_MAX_LINE=64KiB.
            .TP
            .BR JAVA_HOME ", " JAVA_OPTS
            The Java runtime, of version 17 or newer, and options for it.
            .TP
            .BR NOTIFY_SOCKET ", " LISTEN_FDS ", " LISTEN_PID
            Set by systemd: whom to tell when it is ready, and a socket to serve.
            .SH SEE ALSO
            .BR nc (1),
            .BR systemd.socket (5)
            """;

    private ManPage() {}

    static String of(CommandLine line) {
        CommandSpec root = line.getCommandSpec();
        StringBuilder page = new StringBuilder(".\\\" Written by make docs from the command line's options.\n")
                .append(".TH ROLLCALL 1 \"\" \"Rollcall\" \"Rollcall manual\"\n")
                .append(".SH NAME\nrollcall \\- a line server whose workers are found by name\n")
                .append(".SH SYNOPSIS\n.B rollcall\n.RI [ command ]\n.RI [ option \\ ...]\n")
                .append(".SH DESCRIPTION\n")
                .append(escaped(description(root)))
                .append('\n');
        for (Map.Entry<String, CommandLine> command : line.getSubcommands().entrySet()) {
            page.append(".TP\n.B ")
                    .append(escaped(command.getKey()))
                    .append('\n')
                    .append(escaped(description(command.getValue().getCommandSpec())))
                    .append('\n');
        }
        page.append(".SH OPTIONS\n");
        options(page, root);
        page.append(".PP\n").append(escaped(footer(root))).append('\n');
        for (String command : List.of("ctl", "top", "bench")) {
            page.append(".SH OPTIONS OF ")
                    .append(escaped(command.toUpperCase(java.util.Locale.ROOT)))
                    .append('\n');
            options(page, line.getSubcommands().get(command).getCommandSpec());
        }
        return page.append(REST).toString();
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static String footer(CommandSpec command) {
        return String.join(" ", command.usageMessage().footer())
                .replace("%n", " ")
                .strip();
    }

    private static void options(StringBuilder page, CommandSpec command) {
        for (OptionText option : OptionText.of(command)) {
            String preset = option.preset().isEmpty() ? "" : " (default: " + option.preset() + ")";
            page.append(".TP\n.B ")
                    .append(escaped(option.typed()))
                    .append('\n')
                    .append(escaped(option.use() + preset + "."))
                    .append('\n');
        }
    }

    /** Keeps troff from taking a hyphen, a backslash or a leading dot for its own. */
    private static String escaped(String text) {
        return text.lines()
                .map(line -> line.replace("\\", "\\e").replace("-", "\\-").replaceFirst("^([.'])", "\\\\&$1"))
                .collect(Collectors.joining("\n"));
    }
}
