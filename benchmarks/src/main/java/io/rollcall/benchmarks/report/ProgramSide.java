package io.rollcall.benchmarks.report;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that measures by itself what JMH does not, and prints one number. Immutable.
 *
 * @param main the program's class
 * @param flag a flag of the JVM's, or an empty text
 * @param arguments the program's
 */
public record ProgramSide(Class<?> main, String flag, List<String> arguments) implements Side {
    public ProgramSide {
        arguments = List.copyOf(arguments);
    }

    public static ProgramSide of(Class<?> main, String... arguments) {
        return new ProgramSide(main, "", List.of(arguments));
    }

    public ProgramSide withFlag(String given) {
        return new ProgramSide(main, given, arguments);
    }

    @Override
    public String jvm() {
        return Jvm.description(flag);
    }

    @Override
    public double measure(Effort effort) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command()).redirectError(Redirect.INHERIT).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(main.getSimpleName() + " " + arguments + " ended with status " + status);
        }
        return Double.parseDouble(printed);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jvm.flags());
        if (!flag.isEmpty()) {
            command.add(flag);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
