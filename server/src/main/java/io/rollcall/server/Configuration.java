package io.rollcall.server;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of one start, from all their sources: the command line goes before the environment, that before the
 * configuration file, that before the defaults.
 */
final class Configuration {
    private static final String PREFIX = "ROLLCALL_";
    private static final String FILE = "config";
    /** What is asked of one command, and no option of a server. */
    private static final Set<String> NOT_SET = Set.of(FILE, "print-config", "check-config", "help", "version");
    /** Beyond so many mistakes a suggestion would be a guess. */
    private static final int MOST_MISTAKES = 2;

    private final ServeArguments given;
    private final Map<String, OptionSpec> options = new LinkedHashMap<>();
    private final Map<String, Setting> settings = new TreeMap<>();
    private final Map<String, OptionSpec> flags = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Credentials credentials;
    private @Nullable Tls tls;

    private Configuration(CommandLine command, ServeArguments given) {
        this.given = given;
        for (OptionSpec option : command.getCommandSpec().options()) {
            options.put(name(option), option);
        }
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            flags.put(name(option), option);
        }
    }

    /** Reads what a command was given, once it is parsed, and the other sources. */
    static Configuration of(CommandLine command, ServeArguments given) {
        Configuration read = new Configuration(command, given);
        Map<String, String> environment = given.environment();
        OptionSpec flag = read.flags.get(FILE);
        String file = flag != null ? flag.originalStringValues().get(0) : environment.get(PREFIX + "CONFIG");
        if (file != null) {
            read.file(file);
        }
        new TreeMap<>(environment).forEach(read::variable);
        return read;
    }

    private static String name(OptionSpec option) {
        return option.longestName().substring("--".length());
    }

    private void file(String named) {
        try {
            for (Setting setting : ConfigurationFile.read(Path.of(named), problems::add)) {
                Setting before = settings.get(setting.option());
                if (before != null) {
                    problems.add(setting.origin() + ": " + setting.option() + " was set before, at " + before.origin());
                } else if (!isOption(setting.option())) {
                    problems.add(setting.origin() + ": unknown option '" + setting.option() + "'"
                            + suggestion(setting.option(), ""));
                } else {
                    set(setting);
                }
            }
        } catch (InvalidPathException e) {
            problems.add(named + ": it is no path");
        }
    }

    private void variable(String variable, String value) {
        if (!variable.startsWith(PREFIX) || variable.equals(PREFIX + "CONFIG")) {
            return;
        }
        String option =
                variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        if (isOption(option)) {
            set(new Setting(option, value, "environment " + variable));
        } else {
            warnings.add("unknown " + variable + " in the environment" + suggestion(option, PREFIX));
        }
    }

    private boolean isOption(String name) {
        return options.containsKey(name) && !NOT_SET.contains(name);
    }

    private String suggestion(String given, String prefix) {
        List<String> known = options.keySet().stream().filter(this::isOption).toList();
        return Spelling.nearest(given, known, MOST_MISTAKES)
                .map(near -> prefix.isEmpty()
                        ? near
                        : prefix + near.toUpperCase(Locale.ROOT).replace('-', '_'))
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    private void set(Setting setting) {
        String fault = fault(setting);
        if (fault != null) {
            problems.add(setting.origin() + ": " + fault);
        }
        settings.put(setting.option(), setting);
    }

    /** Says what is wrong with a value by itself; null for nothing. */
    private @Nullable String fault(Setting setting) {
        if (isSwitch(setting.option()) && !setting.value().matches("true|false")) {
            return setting.option() + ": true or false was expected, given was '" + setting.value() + "'";
        }
        try {
            Main.parse(List.of(typed(setting)));
            return null;
        } catch (ParameterException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong value");
            return setting.option() + ": " + message.replaceFirst("^.* option '[^']*'[^:]*: ", "");
        }
    }

    private boolean isSwitch(String option) {
        OptionSpec spec = options.get(option);
        return spec != null && spec.arity().max() == 0;
    }

    /** Returns what one would type for a setting; a switch that is not on is the default. */
    private String typed(Setting setting) {
        if (!isSwitch(setting.option())) {
            return "--" + setting.option() + "=" + setting.value();
        }
        return setting.value().equals("true") ? "--" + setting.option() : "--";
    }

    /** Returns all of it as arguments, each of which can be read. */
    ServeArguments arguments() {
        if (settings.isEmpty()) {
            return given;
        }
        List<String> typed = new ArrayList<>();
        for (Setting setting : settings.values()) {
            if (!flags.containsKey(setting.option()) && fault(setting) == null) {
                typed.add(typed(setting));
            }
        }
        typed.removeIf("--"::equals);
        flags.forEach((name, option) -> {
            if (!NOT_SET.contains(name)) {
                typed.add("--" + name
                        + (isSwitch(name)
                                ? ""
                                : "=" + option.originalStringValues().get(0)));
            }
        });
        ServeArguments arguments = Main.parse(typed);
        arguments.setEnvironment(given.environment());
        return arguments;
    }

    /**
     * Has the library check the values, and reads the files that they name. The level of the log must be set before.
     *
     * @throws ParameterException if one of the command line is wrong by itself; what is wrong in a file that it names is a problem
     */
    void check(ServeArguments arguments, CommandLine command) {
        Path authFile = arguments.authFile();
        if (authFile != null) {
            credentials = Credentials.read(authFile, problems::add);
        }
        arguments.secretFiles().forEach(file -> warn(SecretFile.warning(file)));
        check(() -> tls = arguments.tls(), command);
        Tls read = tls;
        if (read != null) {
            warn(read.warning(Instant.now()));
        }
        check(arguments::options, command);
        check(arguments::wiring, command);
        check(arguments::cluster, command);
    }

    private void warn(@Nullable String unwise) {
        if (unwise != null) {
            warnings.add(unwise);
        }
    }

    private void check(Runnable reading, CommandLine command) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            String message = ServeArguments.asTyped(String.valueOf(e.getMessage()));
            String option = message.split(" ", 2)[0].substring("--".length());
            Setting setting = flags.containsKey(option) ? null : settings.get(option);
            if (setting != null) {
                problems.add(setting.origin() + ": " + message.substring("--".length()));
            } else if (e instanceof WrongFileException) {
                problems.add(message);
            } else {
                throw new ParameterException(command, message, e);
            }
        }
    }

    /** Names the options whose value is another one than in a configuration read before, from the same command line. */
    List<String> changedSince(Configuration before) {
        Set<String> names = new TreeSet<>(settings.keySet());
        names.addAll(before.settings.keySet());
        names.removeIf(name -> flags.containsKey(name) || Objects.equals(value(name), before.value(name)));
        return List.copyOf(names);
    }

    private @Nullable String value(String option) {
        Setting setting = settings.get(option);
        return setting == null ? null : setting.value();
    }

    /** Who may come in, once it is checked; null for all. */
    @Nullable Credentials credentials() {
        return credentials;
    }

    /** The certificates, once it is checked; null for none. */
    @Nullable Tls tls() {
        return tls;
    }

    /** What is wrong outside the command line, each mistake in a line. */
    List<String> problems() {
        return problems;
    }

    /** What does no harm and may be a mistake. */
    List<String> warnings() {
        return warnings;
    }

    /** Prints each option with its value and where that came from. */
    void print(PrintWriter out) {
        for (OptionSpec option : options.values()) {
            String name = name(option);
            if (!NOT_SET.contains(name)) {
                Setting setting = settings.get(name);
                OptionSpec flag = flags.get(name);
                String value = flag != null
                        ? flag.originalStringValues().get(0)
                        : setting != null ? setting.value() : preset(option);
                String origin = flag != null ? "flag" : setting != null ? setting.origin() : "default";
                out.println(String.format(Locale.ROOT, "%-24s %-24s %s", name, value, origin));
            }
        }
        out.flush();
    }

    private static String preset(OptionSpec option) {
        for (Limit limit : Limit.values()) {
            if (limit.option().equals(name(option))) {
                return limit.unit().show(limit.preset());
            }
        }
        Object initial = option.initialValue();
        return switch (name(option)) {
            case "drain" -> Limit.Unit.MILLIS.show(ServerOptions.DRAIN.toMillis());
            case "control" -> "of user and port";
            case "observer" -> ObserverAddress.PRESET.toString();
            case "data" -> "of user, cluster, node";
            default -> initial == null ? "none" : String.valueOf(initial);
        };
    }
}
