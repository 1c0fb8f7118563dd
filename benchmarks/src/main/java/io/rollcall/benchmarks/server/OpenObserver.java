package io.rollcall.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page of the observer that somebody looks at, as the server sees it: its stream is read to the end, and its tables
 * are asked for each second. Ended by {@link #close}.
 */
final class OpenObserver {
    /** Where the server that is looked at has its page. */
    static final int PORT = freePort();

    private static final List<String> ASKED = List.of("/api/tree", "/api/connections", "/api/names");
    private static final long PERIOD_MILLIS = 1000;
    private static final String OK = "HTTP/1.1 200";

    private final Socket frames = new Socket(InetAddress.getLoopbackAddress(), PORT);
    private final Thread reader = new Thread(this::read, "observer-frames");
    private final Thread asker = new Thread(this::ask, "observer-tables");

    private OpenObserver() throws IOException {
        String asked = "GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:" + PORT + "\r\n\r\n";
        frames.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(frames.getInputStream().readNBytes(OK.length()), StandardCharsets.US_ASCII);
        if (!answer.equals(OK)) {
            frames.close();
            throw new IOException("the observer answered " + answer);
        }
        reader.setDaemon(true);
        asker.setDaemon(true);
    }

    static OpenObserver open() throws IOException {
        OpenObserver open = new OpenObserver();
        open.reader.start();
        open.asker.start();
        return open;
    }

    private void read() {
        try {
            frames.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // the end of it
        }
    }

    /** Asks with what costs least on this side, as the load comes from here, too. */
    private static void get(String path) throws IOException {
        URL url = URI.create("http://127.0.0.1:" + PORT + path).toURL();
        try (InputStream answer = url.openConnection().getInputStream()) {
            answer.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void ask() {
        try {
            while (true) {
                for (String path : ASKED) {
                    get(path);
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException | IOException closed) {
            // the end of it
        }
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    void close() throws IOException {
        asker.interrupt();
        frames.close();
    }
}
