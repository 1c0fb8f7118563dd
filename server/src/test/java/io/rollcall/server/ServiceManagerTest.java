package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon under a service manager, for which a few lines of Python stand. */
class ServiceManagerTest {
    /** Listens for notices, starts the daemon, and ends it once it is ready. */
    private static final String NOTICES = """
            import os, socket, subprocess, sys
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind('\\0' + name[1:] if name[0] == '@' else name)
            s.settimeout(60)
            p = subprocess.Popen(sys.argv[2:], env=dict(os.environ, NOTIFY_SOCKET=name), stdout=subprocess.DEVNULL)
            def hear():
                print(s.recv(4096).decode().replace('\\n', '|'), flush=True)
            hear()
            p.terminate()
            hear()
            print('exit', p.wait(60), flush=True)
            """;

    /** Passes a listening socket on to one daemon after the other, while clients go on connecting to it. */
    private static final String RESTART = """
            import os, socket, subprocess, sys, threading
            blocking, clients, LINES = sys.argv[1] == 'blocking', int(sys.argv[2]), 5
            l = socket.socket()
            l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            l.bind(('127.0.0.1', 0))
            l.listen(4096)
            l.setblocking(blocking)
            port = l.getsockname()[1]
            os.dup2(l.fileno(), 3, True)
            def start():
                p = subprocess.Popen(['/bin/sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', 'sh'] + sys.argv[3:],
                        pass_fds=(3,), stdout=subprocess.PIPE, text=True)
                while p.stdout.readline() != 'READY\\n':
                    if p.poll() is not None:
                        sys.exit('no start')
                return p
            lock, counts, todo = threading.Lock(), dict(clients=0, replies=0, refused=0, lost=0, again=0), list(range(clients))
            enough = threading.Event()
            def count(what):
                with lock:
                    counts[what] += 1
                    if counts['clients'] >= clients // 4:
                        enough.set()
            def client(i):
                turn = 0
                while turn < LINES:
                    try:
                        c = socket.create_connection(('127.0.0.1', port), 60)
                    except OSError:
                        return count('refused')
                    with c:
                        said = c.makefile('rb')
                        try:
                            while turn < LINES:
                                c.sendall(b'%d of %d\\n' % (turn, i))
                                heard = said.readline()
                                bye = heard == b'>bye drain\\n'
                                if bye: # what was said before it was heard is answered behind it
                                    heard = said.readline()
                                if heard != b'%d of %d\\n' % (turn, i):
                                    count('again' if bye and not heard else 'lost')
                                    break
                                count('replies')
                                turn += 1
                                if bye:
                                    break
                        except OSError:
                            return count('lost')
                count('clients')
            def work():
                while True:
                    with lock:
                        if not todo:
                            return
                        i = todo.pop()
                    client(i)
            first = start()
            threads = [threading.Thread(target=work) for _ in range(20)]
            [t.start() for t in threads]
            enough.wait(60)
            first.terminate()
            status = first.wait(60)
            with lock:
                between = len(todo)
            second = start()
            [t.join(60) for t in threads]
            second.terminate()
            print(counts, 'between', between, 'status', status, second.wait(60), flush=True)
            """;

    private static List<String> python(String program, List<String> arguments, String... options) {
        List<String> command = new ArrayList<>(List.of(RealClientTest.program("python3"), "-c", program));
        command.addAll(arguments);
        command.addAll(DaemonTest.command(Main.class, List.of(), options));
        return command;
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "abstract"})
    void notices_startAndStop_areTold(String kind, @TempDir Path directory) throws Exception {
        String path = directory.resolve("notify").toString();
        String name = kind.equals("abstract") ? "@" + path : path;
        try (Child manager =
                Child.start(python(NOTICES, List.of(name), "--port", "0", "--control", "none", "--log-level", "off"))) {
            assertThat(manager.awaitExit()).isZero();
            assertThat(manager.out().lines())
                    .satisfiesExactly(
                            ready -> assertThat(ready)
                                    .matches("READY=1\\|STATUS=line 127\\.0\\.0\\.1:\\d+, 0 connections"),
                            stopping -> assertThat(stopping).isEqualTo("STOPPING=1|STATUS=draining 0 connections"),
                            exit -> assertThat(exit).isEqualTo("exit 0"));
        }
    }

    @Test
    void notices_nobodyListens_isToldAndServes(@TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "NOTIFY_SOCKET=" + directory.resolve("nobody")));
        command.addAll(DaemonTest.command(Main.class, List.of(), "--port", "0", "--control", "none"));
        try (Child daemon = Child.start(command)) {
            DaemonTest.awaitReady(daemon);
            daemon.awaitErrors(text -> text.contains("rollcall: cannot tell NOTIFY_SOCKET: "));
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonblocking", "blocking"})
    void restart_onAnInheritedSocket_refusesAndLosesNobody(String kind) throws Exception {
        int clients = 1000;
        List<String> arguments = List.of(kind, String.valueOf(clients));
        try (Child manager =
                Child.start(python(RESTART, arguments, "--port", "1", "--control", "none", "--log-level", "off"))) {
            assertThat(manager.awaitExit()).as(manager.err()).isZero();
            Matcher counts = Pattern.compile(
                            "\\{'clients': (\\d+), 'replies': (\\d+), 'refused': (\\d+), 'lost': (\\d+), 'again': (\\d+)} between (\\d+)"
                                    + " status 0 0\\n")
                    .matcher(manager.out());
            assertThat(counts.matches()).as(manager.out()).isTrue();
            System.out.print(kind + " " + manager.out());
            assertThat(Integer.parseInt(counts.group(1))).isEqualTo(clients);
            assertThat(Integer.parseInt(counts.group(2))).as("replies").isEqualTo(clients * 5);
            assertThat(Integer.parseInt(counts.group(3))).as("refused").isZero();
            assertThat(Integer.parseInt(counts.group(4))).as("lost").isZero();
            assertThat(Integer.parseInt(counts.group(6)))
                    .as("left for the second")
                    .isPositive();
        }
    }

    @Test
    void inherited_notMeantForThisProcessOrWrong_isNoneOrSaid() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        assertThat(InheritedSocket.of(Map.of())).isNull();
        assertThat(InheritedSocket.of(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1")))
                .isNull();
        assertThat(InheritedSocket.of(Map.of("LISTEN_PID", pid))).isNull();
        for (String wrong : List.of("2", "-1", "x")) {
            assertThatThrownBy(() -> InheritedSocket.of(Map.of("LISTEN_PID", pid, "LISTEN_FDS", wrong)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("LISTEN_FDS must be 1, as one socket is listened on, given was '" + wrong + "'");
        }
    }

    @Test
    void inherited_noSocket_isSaidInALine() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$@\" 3</dev/null", "sh"));
        command.addAll(DaemonTest.command(Main.class, List.of(), "--port", "0", "--log-level", "off"));
        try (Child daemon = Child.start(command)) {
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(daemon.err()).endsWith("rollcall: descriptor 3 was passed to listen on, and is no socket\n");
        }
    }
}
