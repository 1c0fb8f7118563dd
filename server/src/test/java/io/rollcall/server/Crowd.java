package io.rollcall.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many peers that each say a few lines and then nothing; what they are answered is left where it is. */
final class Crowd implements AutoCloseable {
    private static final List<String> PEOPLE = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj",
            "olivia", "peggy", "rupert", "sybil", "trent", "victor", "walter", "yan");
    private static final List<String> ROOMS =
            List.of("lobby", "billing", "orders", "presence", "eu-west", "eu-north", "canary");

    private final List<SocketChannel> peers = new ArrayList<>();

    /** Connects so many, each with a name and a room or two. */
    Crowd(int port, int size) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < size; i++) {
            SocketChannel peer = SocketChannel.open(server);
            peers.add(peer);
            String name = PEOPLE.get(i % PEOPLE.size()) + (i < PEOPLE.size() ? "" : "-" + i / PEOPLE.size());
            String lines = "/name " + name + "\n/join " + ROOMS.get(i * 31 % ROOMS.size()) + " member\n"
                    + (i % 3 == 0 ? "/join everybody\n" : "") + (i % 5 == 0 ? "/add jobs 3\n" : "");
            peer.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
        }
    }

    int size() {
        return peers.size();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel peer : peers) {
            peer.close();
        }
    }
}
