package io.rollcall.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is connected to the control socket, and waits for each reply. */
final class Operator implements AutoCloseable {
    private final SocketChannel socket;
    private final BufferedReader in;

    Operator(Path path) throws IOException {
        socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
        in = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
    }

    String ask(String line) throws IOException {
        socket.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return in.readLine();
    }

    /** Reads the next line; null at the end. */
    @Nullable String hear() throws IOException {
        return in.readLine();
    }

    List<String> list(String line) throws IOException {
        List<String> all = new ArrayList<>(List.of(ask(line)));
        int rows = Integer.parseInt(all.get(0).replaceAll("^\\*| .*", ""));
        for (int i = 0; i < rows; i++) {
            all.add(in.readLine());
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
