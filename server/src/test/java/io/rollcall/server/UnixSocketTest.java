package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The socket in the file system: the same lines as over TCP, for its owner alone. */
class UnixSocketTest {
    @TempDir
    private Path directory;

    private Path path() {
        return directory.resolve("line.sock");
    }

    private LineServer start(Transport transport) throws IOException {
        ServerOptions options = Servers.options().withTransport(transport).withUnix(path());
        return Servers.start(options.with(Limit.CONNECTIONS_PER_ADDRESS, 1), BundledWorker.ECHO);
    }

    private static SocketChannel connect(Path path) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static BufferedReader say(SocketChannel socket, String text) throws IOException {
        socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
    }

    @Test
    void lines_overBothSockets_areOfOneServer() throws Exception {
        try (LineServer server = start(Transport.EPOLL);
                LineClient tcp = new LineClient(server)) {
            assertThat(tcp.ask("/name alice")).isEqualTo("+OK"); // numbered before the others connect
            try (SocketChannel one = connect(path());
                    SocketChannel two = connect(path())) {
                BufferedReader heard = say(one, "hello\n/where alice\n/name bob\n/me\n");
                assertThat(heard.readLine()).isEqualTo("hello");
                assertThat(heard.readLine()).isEqualTo("+c1");
                assertThat(heard.readLine()).isEqualTo("+OK");
                assertThat(heard.readLine()).isEqualTo("*2");
                assertThat(heard.readLine()).startsWith("id c");
                assertThat(heard.readLine()).isEqualTo("name bob");
                assertThat(say(two, "second of its kind\n").readLine()).isEqualTo("second of its kind");
            }
        }
    }

    @Test
    void halfClose_linesQueued_answersAllAndEnds() throws Exception {
        try (LineServer server = start(Transport.EPOLL);
                SocketChannel socket = connect(path())) {
            BufferedReader heard = say(socket, "a\nb\nlast");
            socket.shutdownOutput();
            assertThat(heard.lines()).containsExactly("a", "b", "last");
            assertThat(server.stop()).isTrue();
        }
    }

    @Test
    void file_serverRuns_isItsOwnersAndGoesWithIt() throws Exception {
        try (LineServer server = start(Transport.EPOLL)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            assertThat(server.stop()).isTrue();
            assertThat(path()).doesNotExist();
        }
    }

    @Test
    void start_socketIsDead_replacesIt() throws Exception {
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(path()));
        dead.close();
        assertThat(path()).exists();
        try (LineServer server = start(Transport.EPOLL);
                SocketChannel socket = connect(path())) {
            assertThat(say(socket, "a\n").readLine()).isEqualTo("a");
            assertThat(server.status()).isEqualTo(ServerStatus.STARTED);
        }
    }

    @Test
    void start_socketIsLive_failsAndLeavesItAlone() throws Exception {
        try (LineServer first = start(Transport.EPOLL)) {
            assertThatThrownBy(() -> start(Transport.EPOLL)).hasMessage("another process listens there");
            try (SocketChannel socket = connect(path())) {
                assertThat(say(socket, "a\n").readLine()).isEqualTo("a");
            }
            assertThat(first.status()).isEqualTo(ServerStatus.STARTED);
        }
    }

    @Test
    void start_fileIsNoSocket_failsAndLeavesItAlone() throws Exception {
        Files.writeString(path(), "precious");
        assertThatThrownBy(() -> start(Transport.AUTO)).hasMessage("it exists and is not a socket");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void start_transportIsNio_saysWhatItNeeds() {
        assertThatThrownBy(() -> start(Transport.NIO)).hasMessage("a unix-domain socket needs the epoll transport");
        assertThat(path()).doesNotExist();
    }

    @Test
    void options_pathCannotBeASockets_areRefused() {
        String fits = "/" + "x".repeat(SocketFile.MOST_BYTES - 1);
        assertThat(Servers.options().withUnix(Path.of(fits)).unix()).hasToString(fits);
        for (String wrong : new String[] {fits + "x", "relative.sock", "", "/a\nb"}) {
            assertThatThrownBy(() -> Servers.options().withUnix(Path.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("unix must be an absolute path of at most 107 bytes");
        }
    }
}
