package io.rollcall.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of options: Java properties in UTF-8, whose keys are the options' names. Each line is read by
 * {@link Properties}, one at a time, so that every mistake can be told with the number of its line.
 */
final class ConfigurationFile {
    static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final Consumer<String> problems;

    private ConfigurationFile(Path file, Consumer<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Reads all settings of a file, in their order; what is wrong with it is told, each mistake in a line. */
    static List<Setting> read(Path file, Consumer<String> problems) {
        return new ConfigurationFile(file, problems).read();
    }

    private List<Setting> read() {
        List<Setting> settings = new ArrayList<>();
        List<String> lines = lines(file, problems);
        int at = 0;
        while (at < lines.size()) {
            int first = at;
            StringBuilder logical = new StringBuilder(lines.get(at++));
            while (goesOn(logical) && at < lines.size()) {
                logical.append('\n').append(lines.get(at++));
            }
            Setting setting = setting(logical.toString(), file + ":" + (first + 1));
            if (setting != null) {
                settings.add(setting);
            }
        }
        return settings;
    }

    /** Reads the lines of a file that somebody edits; what keeps them from being read is told, and then there are none. */
    static List<String> lines(Path file, Consumer<String> problems) {
        if (Files.isDirectory(file)) {
            problems.accept(file + ": it is a directory");
            return List.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return lines(
                    in.readNBytes(MOST_BYTES + 1),
                    file.toString(),
                    problems); // its size may say nothing, as a device's
        } catch (NoSuchFileException e) {
            problems.accept(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            problems.accept(file + ": permission denied");
        } catch (IOException e) {
            problems.accept(file + ": " + e.getMessage());
        }
        return List.of();
    }

    /** Reads the lines of what was in a file. */
    static List<String> lines(byte[] bytes, String file, Consumer<String> problems) {
        if (bytes.length > MOST_BYTES) {
            problems.accept(file + ": it is longer than 1 MiB");
            return List.of();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            problems.accept(file + ": it is not UTF-8");
            return List.of();
        }
    }

    /** Tells whether a line ends in an odd number of backslashes, and is none that is left out. */
    private static boolean goesOn(CharSequence line) {
        String text = line.toString().stripLeading();
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1 && !text.startsWith("#") && !text.startsWith("!");
    }

    private @Nullable Setting setting(String line, String where) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            problems.accept(where + ": it is no line of a properties file");
            return null;
        }
        return one.stringPropertyNames().stream()
                .findFirst()
                .map(key -> new Setting(key, one.getProperty(key), where))
                .orElse(null);
    }
}
