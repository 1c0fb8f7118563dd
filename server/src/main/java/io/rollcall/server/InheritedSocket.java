package io.rollcall.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that whoever started this process passed on, as systemd does for a socket unit: it stays open while one
 * server stops and the next one starts, and who connects meanwhile waits in its queue.
 *
 * @param descriptor its number here
 * @param blocks whether a call may wait on it
 */
record InheritedSocket(int descriptor, boolean blocks) {
    private static final int FIRST = 3;
    private static final int OCTAL = 8;
    private static final int NON_BLOCKING = 04000;
    private static final String FLAGS = "flags:";

    /**
     * Looks for one that is meant for this process; null if there is none.
     *
     * @throws IllegalStateException if what was passed cannot be served
     */
    static @Nullable InheritedSocket of(Map<String, String> environment) {
        String process = environment.getOrDefault("LISTEN_PID", "");
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        if (!process.equals(String.valueOf(ProcessHandle.current().pid())) || count.equals("0")) {
            return null;
        }
        if (!count.equals("1")) {
            throw new IllegalStateException(
                    "LISTEN_FDS must be 1, as one socket is listened on, given was '" + Text.shown(count) + "'");
        }
        try {
            if (!Files.readSymbolicLink(Path.of("/proc/self/fd/" + FIRST))
                    .toString()
                    .startsWith("socket:")) {
                throw new IllegalStateException("descriptor " + FIRST + " was passed to listen on, and is no socket");
            }
            return new InheritedSocket(FIRST, mayWait());
        } catch (IOException e) {
            throw new IllegalStateException("descriptor " + FIRST + " was passed to listen on, and is not there", e);
        }
    }

    private static boolean mayWait() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + FIRST))) {
            if (line.startsWith(FLAGS)) {
                int flags = Integer.parseInt(line.substring(FLAGS.length()).strip(), OCTAL);
                return (flags & NON_BLOCKING) == 0;
            }
        }
        return true;
    }
}
