package io.rollcall.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a unix-domain socket: who may replace it, and whom it lets in. Its failures have a reason for people. */
final class SocketFile {
    /** What the system has room for in an address. */
    static final int MOST_BYTES = 107;

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;

    SocketFile(Path path) {
        this.path = path;
    }

    /** Throws if a path cannot be a socket's, whatever is there. */
    static void check(String option, Path path) {
        String text = path.toString();
        boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        if (!path.isAbsolute() || !fits || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(option + " must be an absolute path of at most " + MOST_BYTES
                    + " bytes without control characters, given was '"
                    + text.replaceAll("\\p{Cntrl}", "?") + "'");
        }
    }

    Path path() {
        return path;
    }

    /** Removes a socket that nobody listens on any more; fails for one that is in use, and for anything else. */
    void makeWay() throws IOException {
        int mode;
        try {
            mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException free) {
            return;
        }
        if ((mode & FILE_TYPE) != SOCKET) {
            throw new IOException("it exists and is not a socket");
        }
        if (isInUse()) {
            throw new IOException("another process listens there");
        }
        Files.deleteIfExists(path);
    }

    /** Asks without waiting, as the queue of one that is in use may be full. */
    private boolean isInUse() throws IOException {
        try (SocketChannel asking = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            asking.configureBlocking(false);
            asking.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException nobody) {
            return false;
        }
    }

    /** Keeps everybody but the owner out of a socket that is not bound yet; where that cannot be, it is done later. */
    static void closeToOthers(int descriptor) {
        try {
            ownersAlone(Path.of("/proc/self/fd/" + descriptor)); // the file gets its mode from the socket
        } catch (IOException | UnsupportedOperationException notLinux) {
            // said above
        }
    }

    /** Keeps everybody but the owner out. */
    void closeToOthers() throws IOException {
        ownersAlone(path);
    }

    private static void ownersAlone(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
