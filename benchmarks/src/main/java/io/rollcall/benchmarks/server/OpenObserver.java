package io.rollcall.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    private final HttpClient client = HttpClient.newHttpClient();
    private final InputStream frames;
    private final Thread reader = new Thread(this::read, "observer-frames");
    private final Thread asker = new Thread(this::ask, "observer-tables");

    private OpenObserver() throws IOException, InterruptedException {
        HttpResponse<InputStream> stream = client.send(at("/api/stream"), HttpResponse.BodyHandlers.ofInputStream());
        if (stream.statusCode() != 200) {
            throw new IOException("the observer answered " + stream.statusCode());
        }
        frames = stream.body();
        reader.setDaemon(true);
        asker.setDaemon(true);
    }

    static OpenObserver open() throws IOException, InterruptedException {
        OpenObserver open = new OpenObserver();
        open.reader.start();
        open.asker.start();
        return open;
    }

    private static HttpRequest at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                .build();
    }

    private void read() {
        try {
            frames.transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // the end of it
        }
    }

    private void ask() {
        try {
            while (true) {
                for (String path : ASKED) {
                    client.send(at(path), HttpResponse.BodyHandlers.discarding());
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
