package io.rollcall.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that the server's user alone should read: of hashes, of a key, of a token. */
final class SecretFile {
    private SecretFile() {}

    /** Says what is unwise about who may read and write a file; null for nothing. */
    static @Nullable String warning(Path file) {
        List<String> found = new ArrayList<>();
        try {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            if (granted.contains(PosixFilePermission.OTHERS_READ)) {
                found.add("read");
            }
            if (granted.contains(PosixFilePermission.OTHERS_WRITE)) {
                found.add("write");
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            return null; // whether it can be read at all is said elsewhere
        }
        return found.isEmpty() ? null : file + ": everybody can " + String.join(" and ", found) + " it; chmod 600";
    }
}
