package io.rollcall.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A peer as a person with nc is one, except that it can be rude; it waits for no line longer than a deadline. */
final class LineClient implements AutoCloseable {
    static final int DEADLINE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    LineClient(LineServer server) throws IOException {
        this(server, 0);
    }

    /** Connects with a small receive buffer, so that not reading is soon felt by the server; 0 for the system's own. */
    LineClient(LineServer server, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), DEADLINE_MILLIS);
        socket.setSoTimeout(DEADLINE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** Sends lines, each ended by LF, in one piece. */
    LineClient say(String... lines) throws IOException {
        return send(String.join("\n", lines) + "\n");
    }

    /** Sends text as it is. */
    LineClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    LineClient send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads up to the next LF, which is left out; a CR before it is not. Null at the end. */
    @Nullable String hear() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int value = in.read();
        if (value < 0) {
            return null;
        }
        for (; value >= 0 && value != '\n'; value = in.read()) {
            line.write(value);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Reads so many bytes. */
    String hear(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    /** Takes one byte from the system, and no more than that; false at the end. */
    boolean takeOneByte() throws IOException {
        return socket.getInputStream().read() >= 0;
    }

    /** Reads all there is up to the end. */
    byte[] hearAll() throws IOException {
        return in.readAllBytes();
    }

    @Nullable String ask(String line) throws IOException {
        return say(line).hear();
    }

    /** Says that no more is to come, and listens on. */
    LineClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
