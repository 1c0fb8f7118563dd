package io.rollcall.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a person does with nc: says lines and reads lines, with a limit on how long it waits for one. */
final class LineClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final BufferedReader in;

    LineClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    LineClient say(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Reads a line; null at the end. */
    String hear() throws IOException {
        return in.readLine();
    }

    String ask(String line) throws IOException {
        return say(line).hear();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
