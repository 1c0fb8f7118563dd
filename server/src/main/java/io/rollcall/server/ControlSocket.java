package io.rollcall.server;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says where the control socket is: where it was asked for, else in the user's runtime directory, else in a directory of the
 * user's own under the temporary one. Immutable.
 *
 * @param given where it was asked for; null for the place that the port makes
 * @param environment the environment's variables
 */
record ControlSocket(@Nullable Path given, Map<String, String> environment) {
    private static final String ALONE = "rwx------";

    /** Returns its path for a server on a port; makes nothing. */
    Path path(int port) {
        return given != null ? given : directory().resolve("rollcall-" + port + ".sock");
    }

    private Path directory() {
        Path runtime = runtime();
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
        return runtime != null ? runtime : Path.of(System.getProperty("java.io.tmpdir"), "rollcall-" + user);
    }

    private @Nullable Path runtime() {
        String named = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        Path runtime = named.startsWith("/") && named.indexOf('\0') < 0 ? Path.of(named) : null;
        return runtime != null && Files.isDirectory(runtime) ? runtime : null;
    }

    /** Makes the directory that nobody else may use, where that is the place; fails if it is somebody else's. */
    void makeDirectory() throws IOException {
        if (given != null || runtime() != null) {
            return;
        }
        Path directory = directory();
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ALONE)));
        } catch (FileAlreadyExistsException present) {
            requireOwn(directory);
        }
    }

    private static void requireOwn(Path directory) throws IOException {
        boolean isOwn = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && PosixFilePermissions.toString(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS))
                        .equals(ALONE)
                && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(me(directory));
        if (!isOwn) {
            throw new IOException(directory + " is not a directory of this user alone, with mode 0700");
        }
    }

    private static Object me(Path beside) throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Files.getOwner(self)
                : beside.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name"));
    }
}
