package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A file of the repository that is written from the code: {@code make docs} writes it, a test compares. */
record Written(String path) {
    private static final boolean WRITES = Boolean.getBoolean("rollcall.write");

    private Path file() {
        return Path.of(System.getProperty("basedir", ""), "..").resolve(path);
    }

    String text() throws IOException {
        return Files.exists(file()) ? Files.readString(file()) : "";
    }

    /** Compares the file with what it must be, which may depend on what it is; or makes it so. */
    void mustBe(UnaryOperator<String> wanted) throws IOException {
        String is = text();
        if (WRITES) {
            Files.writeString(file(), wanted.apply(is));
        } else {
            assertThat(is).as("%s as make docs writes it", path).isEqualTo(wanted.apply(is));
        }
    }
}
