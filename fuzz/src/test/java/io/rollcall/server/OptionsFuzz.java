package io.rollcall.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line, an argument a line, parsed and checked without a server: it is understood, or refused with one line
 * that says why; each limit is what it says of itself when typed again.
 */
final class OptionsFuzz {
    private static final int MOST = 32;

    private OptionsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] arguments = new String(input, StandardCharsets.UTF_8).split("\n", MOST);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.line(new PrintWriter(out), new PrintWriter(err), Map.of());
        int status = line.setExecutionStrategy(OptionsFuzz::check).execute(arguments);
        String said = err.toString();
        if (status == ExitStatus.USAGE.code()) {
            Finding.unless(said.matches("rollcall: [^\r\n]+\\R"), "not one line that says why: %s", said);
        } else {
            Finding.unless(status == 0 && said.isEmpty(), "status %d, said %s", status, said);
        }
    }

    private static int check(ParseResult result) {
        Integer helped = CommandLine.executeHelpRequest(result);
        if (helped != null) {
            return helped;
        }
        List<CommandLine> lines = result.asCommandLineList();
        CommandLine last = lines.get(lines.size() - 1);
        CommandSpec mixin = last.getCommandSpec().mixins().get("arguments");
        if (mixin == null || !(mixin.userObject() instanceof ServeArguments)) {
            return 0; // a command that serves nothing
        }
        ServerOptions options;
        try {
            options = arguments(last).options();
        } catch (IllegalArgumentException e) {
            String message = ServeArguments.asTyped(String.valueOf(e.getMessage()));
            Finding.unless(
                    last.getCommandSpec().optionsMap().containsKey(message.split(" ", 2)[0]), "no option: %s", message);
            throw new ParameterException(last, message, e);
        }
        Finding.unlessEqual(
                "limits typed again",
                arguments(typedAgain(options.limits())).options().limits(),
                options.limits());
        return 0;
    }

    private static CommandLine typedAgain(Limits limits) {
        List<String> typed = new ArrayList<>();
        limits.asMap().forEach((limit, value) -> {
            typed.add("--" + limit.option());
            typed.add(limit.unit().show(value));
        });
        CommandLine line =
                Main.line(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
        line.parseArgs(typed.toArray(String[]::new));
        return line;
    }

    private static ServeArguments arguments(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        return (ServeArguments) spec.mixins().get("arguments").userObject();
    }
}
