package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Census;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that ask for too much, too often, or for nothing that they ever read. */
final class HostileLoadTest extends HostilePeersTest {
    private static final int CALLS = Servers.isLong() ? 1_000_000 : 5_000;
    private static final int PEERS = Servers.isLong() ? 500 : 12;
    private static final int PIECE = 500;

    HostileLoadTest(Transport transport) {
        super(transport);
    }

    @Override
    ServerOptions options() {
        ServerOptions options = super.options().withOpenTakeover(true);
        return options.withLimits(options.limits().with(Limit.OUTPUT_SOFT_TIME, 300));
    }

    @Test
    void commands_aHundredThousandAnswersUnread_endAsSlow() throws Exception {
        String line = "/ping " + "x".repeat(100);
        try (LineClient hostile = new LineClient(server, 8 * 1024)) {
            Connection connection = leases.next();
            CompletableFuture<Boolean> cut = CompletableFuture.supplyAsync(() -> isCutOff(hostile, line));
            assertThat(Leases.end(connection)).isEqualTo("slow");
            assertThat(cut.get(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                    .as("not all was taken from it")
                    .isTrue();
        }
    }

    private static boolean isCutOff(LineClient hostile, String line) {
        String piece = (line + "\n").repeat(PIECE);
        try {
            for (int i = 0; i < 100_000; i += PIECE) {
                hostile.send(piece);
            }
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/name n%d,+OK,names,64",
        "/join p%d,+1,properties,128",
        "/add k%d,+1,counters,64",
        "/watch w%d,+NONE,watches,64",
        "/await w%d,+WAIT,awaits,64"
    })
    void registrations_withoutEnd_areRefusedAtTheLimit(String command, String reply, String limit, int most)
            throws Exception {
        Census before = server.registry().census();
        try (LineClient hostile = connect()) {
            int done = 0;
            for (int i = 0; i < CALLS; i += PIECE) {
                StringBuilder piece = new StringBuilder();
                for (int j = i; j < i + PIECE; j++) {
                    piece.append(String.format(command, j)).append('\n');
                }
                hostile.send(piece.toString());
                for (int j = i; j < i + PIECE; j++) {
                    String heard = hostile.hear();
                    done += reply.equals(heard) ? 1 : 0;
                    assertThat(heard).isIn(reply, "-LIMIT " + limit + " " + most);
                }
            }
            assertThat(done).isEqualTo(most);
            assertThat(rows(server.registry().census()) - rows(before)).isLessThanOrEqualTo(2L * most + 3);
            hostile.reset(); // an end of input would leave its watches and awaits open, as a stream
        }
        awaitCensus(before);
    }

    /** All rows; a counter shows in two figures, and three are a peer's own: owner, id, place among the listeners. */
    private static long rows(Census census) {
        return census.owners()
                + census.names()
                + census.counters()
                + census.memberships()
                + census.waiting()
                + census.watches();
    }

    @Test
    void everythingOfEveryKind_byManyPeers_leavesNothing() throws Exception {
        Census before = server.registry().census();
        List<LineClient> peers = new ArrayList<>();
        for (int peer = 0; peer < PEERS; peer++) {
            LineClient client = connect();
            peers.add(client);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 150; i++) {
                all.append(String.format("/name n%d.%d v\n/join r%d v\n/add k%d 2\n", peer, i, i, i));
                all.append(String.format("/watch n%d.%d\n/watch #r%d\n", peer + 1, i, i));
                all.append(String.format("/await never%d.%d\n/queue n%d.%d\n", peer, i, peer - 1, i));
            }
            // read by nobody, so that they are ended as they come: by the server, by a reset, and by an end of input
            client.send(all.toString());
        }
        for (int peer = 0; peer < PEERS; peer++) {
            if (peer % 2 == 0) {
                peers.get(peer).reset();
            } else {
                peers.get(peer).close();
            }
        }
        awaitCensus(before);
    }

    @Test
    void joinAndLeave_overAndOver_leaveNothing() throws Exception {
        Census before = server.registry().census();
        try (LineClient hostile = connect()) {
            String piece = "/join room v\n/add k\n/name n\n/drop n\n/leave room\n".repeat(PIECE / 5);
            for (int i = 0; i < CALLS; i += PIECE) {
                hostile.send(piece);
                for (int line = 0; line < PIECE; line++) {
                    assertThat(hostile.hear()).startsWith("+");
                }
            }
            assertThat(hostile.ask("/count room")).isEqualTo("+0");
            assertThat(hostile.ask("/total k")).isEqualTo("+" + CALLS / 5);
        }
        awaitCensus(before);
    }

    @Test
    void watchers_ofOneNameManyHalfClosed_hearEachChangeOnce() throws Exception {
        List<LineClient> watchers = new ArrayList<>();
        for (int i = 0; i < PEERS * 5; i++) {
            LineClient watcher = connect();
            watchers.add(watcher);
            assertThat(watcher.ask("/watch victim")).isEqualTo("+NONE");
            if (i % 2 == 0) {
                watcher.halfClose();
            }
        }
        try (LineClient victim = connect()) {
            victim.say("/name victim", "/drop victim", "/name victim");
            for (int i = 0; i < 3; i++) {
                assertThat(victim.hear()).isEqualTo("+OK");
            }
            victim.reset();
        }
        for (int i = 0; i < watchers.size(); i++) {
            try (LineClient watcher = watchers.get(i)) {
                assertThat(watcher.hear()).matches(">up victim c\\d+");
                assertThat(watcher.hear()).isEqualTo(">down victim dropped");
                assertThat(watcher.hear()).matches(">up victim c\\d+");
                assertThat(watcher.hear()).isEqualTo(">down victim reset");
                if (i % 2 == 1) {
                    assertThat(watcher.ask("/ping")).isEqualTo("+PONG");
                }
            }
        }
    }

    @Test
    void watches_tenThousandOfOneThatDies_hearOfItOnceEach() throws Exception {
        int each = 64;
        List<LineClient> watchers = new ArrayList<>();
        LineClient victim = connect();
        victim.say(IntStream.range(1, each).mapToObj(i -> "/name v" + i).toArray(String[]::new));
        for (int i = 1; i < each; i++) {
            assertThat(victim.hear()).isEqualTo("+OK");
        }
        String id = victim.ask("/where v1").substring(1);
        List<String> watched = new ArrayList<>(List.of(id));
        IntStream.range(1, each).forEach(i -> watched.add("v" + i));
        for (int i = 0; i < 160; i++) {
            LineClient watcher = connect();
            watchers.add(watcher);
            watcher.say(watched.stream().map(name -> "/watch " + name).toArray(String[]::new));
            for (int j = 0; j < each; j++) {
                assertThat(watcher.hear()).isEqualTo("+" + id);
            }
        }
        long died = System.nanoTime();
        victim.reset();
        for (LineClient watcher : watchers) {
            List<String> heard = new ArrayList<>();
            for (int j = 0; j < each; j++) {
                heard.add(watcher.hear());
            }
            assertThat(heard)
                    .containsExactlyInAnyOrderElementsOf(watched.stream()
                            .map(name -> ">down " + name + " reset")
                            .toList());
            assertThat(watcher.ask("/ping")).isEqualTo("+PONG");
        }
        System.out.printf(
                "%d watches of one that died, all heard in %.1f ms%n",
                watchers.size() * each, (System.nanoTime() - died) / 1e6);
        for (LineClient watcher : watchers) {
            watcher.close();
        }
    }

    @Test
    void takeoverWar_eachLoserIsToldAndClosed_andTheNameIsNeverFree() throws Exception {
        int rounds = CALLS / 100;
        try (LineClient watcher = connect()) {
            for (int i = 0; i < rounds; i += 3) { // the fourth in a row would be held off
                String name = "admin" + i;
                LineClient holder = connect();
                assertThat(holder.ask("/take " + name)).isEqualTo("+OK");
                assertThat(watcher.ask("/watch " + name)).matches("\\+c\\d+");
                for (int j = 0; j < 3; j++) {
                    LineClient next = connect();
                    assertThat(next.ask("/take " + name)).matches("\\+OK c\\d+");
                    assertThat(holder.hear()).matches(">taken " + name + " c\\d+");
                    assertThat(holder.hear()).isNull();
                    assertThat(watcher.hear()).matches(">moved " + name + " c\\d+");
                    holder.close();
                    holder = next;
                }
                try (LineClient late = connect()) {
                    assertThat(late.ask("/take " + name))
                            .isEqualTo("-DENIED held off 1s, " + name + " was taken over several times");
                    assertThat(holder.ask("still here")).isEqualTo("still here");
                }
                holder.close();
                assertThat(watcher.hear()).isEqualTo(">down " + name + " eof");
            }
        }
    }
}
