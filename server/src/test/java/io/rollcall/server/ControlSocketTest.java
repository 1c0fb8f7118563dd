package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the control socket is, and that nobody else can have made the place. */
class ControlSocketTest {
    private final String temporary = System.getProperty("java.io.tmpdir");

    @TempDir
    private Path directory;

    @AfterEach
    void restore() {
        System.setProperty("java.io.tmpdir", temporary);
    }

    @Test
    void path_runtimeDirectory_isThereAndElseInAnOwnOne() throws Exception {
        ControlSocket socket = new ControlSocket(null, Map.of("XDG_RUNTIME_DIR", directory.toString()));
        assertThat(socket.path(7000)).isEqualTo(directory.resolve("rollcall-7000.sock"));
        assertThat(new ControlSocket(Path.of("/a"), Map.of()).path(1)).isEqualTo(Path.of("/a"));
        System.setProperty("java.io.tmpdir", directory.toString());
        for (String unusable : new String[] {"", "relative", "/does/not/exist"}) {
            ControlSocket own = new ControlSocket(null, Map.of("XDG_RUNTIME_DIR", unusable));
            own.makeDirectory();
            own.makeDirectory();
            Path made = own.path(9).getParent();
            assertThat(made.getParent()).isEqualTo(directory);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void makeDirectory_othersMayUseIt_fails() throws Exception {
        System.setProperty("java.io.tmpdir", directory.toString());
        ControlSocket socket = new ControlSocket(null, Map.of());
        Path made = Files.createDirectory(socket.path(1).getParent());
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(socket::makeDirectory)
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is not a directory of this user alone, with mode 0700");
        Files.delete(made);
        Path elsewhere = Files.createDirectory(
                directory.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(made, elsewhere);
        assertThatThrownBy(socket::makeDirectory).isInstanceOf(IOException.class);
    }
}
