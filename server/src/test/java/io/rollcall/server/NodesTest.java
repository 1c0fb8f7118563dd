package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers that are one cluster, by real sockets: what is said on one is true on all. */
class NodesTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static ClusterServers cluster;

    private final List<LineClient> open = new ArrayList<>();
    private LineClient one;
    private LineClient two;
    private LineClient three;
    private String name;

    @BeforeAll
    static void start() throws Exception {
        cluster = ClusterServers.start(
                folder,
                Servers.options()
                        .withOpenTakeover(true)
                        .with(Limit.NAMES, 4)
                        .with(Limit.LINE, 64 * 1024)
                        .with(Limit.VALUE, 32 * 1024));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void connect() throws IOException {
        name = "name" + NUMBERS.incrementAndGet();
        one = client("n1");
        two = client("n2");
        three = client("n3");
    }

    private LineClient client(String node) throws IOException {
        LineClient client = cluster.client(node);
        open.add(client);
        return client;
    }

    @AfterEach
    void disconnect() throws IOException {
        for (LineClient client : open) {
            client.close();
        }
    }

    private static String id(LineClient client) throws IOException {
        client.say("/me");
        int rows = Integer.parseInt(client.hear().substring(1));
        String id = client.hear().substring("id ".length());
        for (int i = 1; i < rows; i++) {
            client.hear();
        }
        return id;
    }

    private static List<String> list(LineClient client, String command) throws IOException {
        String first = client.ask(command);
        assertThat(first).startsWith("*");
        int rows = Integer.parseInt(first.substring(1).split(" ", 2)[0]);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            lines.add(client.hear());
        }
        return lines;
    }

    /** Asks until the answer is what is expected: what another node confirmed is seen here within tens of milliseconds. */
    private static void eventually(LineClient client, String command, String expected) throws IOException {
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        String answer = client.ask(command);
        while (!expected.equals(answer) && System.nanoTime() < deadline) {
            answer = client.ask(command);
        }
        assertThat(answer).isEqualTo(expected);
    }

    @Test
    void name_heldOnAnotherNode_isTakenThere() throws IOException {
        assertThat(id(one)).matches("n1\\.c[0-9]+");
        assertThat(one.ask("/name " + name + " its value")).isEqualTo("+OK");
        assertThat(two.ask("/name " + name)).isEqualTo("-TAKEN " + id(one));
        assertThat(one.ask("/name " + name)).isEqualTo("-TAKEN " + id(one));
        eventually(three, "/where " + name, "+" + id(one) + " its value");
        assertThat(list(one, "/me")).containsExactly("id " + id(one), "name " + name + " its value");
    }

    @Test
    void name_dropped_isFreeEverywhere() throws IOException {
        one.ask("/name " + name);
        assertThat(two.ask("/drop " + name)).isEqualTo("-NOTYOURS " + name);
        assertThat(one.ask("/drop " + name)).isEqualTo("+OK");
        assertThat(one.ask("/where " + name)).startsWith("-NONE");
        assertThat(two.ask("/name " + name)).isEqualTo("+OK");
        assertThat(list(one, "/me")).containsExactly("id " + id(one));
    }

    @Test
    void name_ofAConnectionThatEnds_isFreeEverywhere() throws IOException {
        one.ask("/name " + name);
        assertThat(one.ask("/quit")).isEqualTo("+BYE");
        assertThat(client("n1").ask("/where " + name)).startsWith("-NONE");
        eventually(two, "/where " + name, "-NONE nobody holds " + name);
    }

    @Test
    void name_oneTooMany_isRefusedAndFreeElsewhere() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(one.ask("/name " + name + "-" + i)).isEqualTo("+OK");
        }
        assertThat(one.ask("/name " + name)).isEqualTo("-LIMIT names 4");
        assertThat(two.ask("/name " + name)).isEqualTo("+OK");
    }

    @Test
    void name_valueTooLongForAllNodes_isRefusedAndFree() throws IOException {
        String refusal = "-LIMIT value 16384 characters where several nodes keep it";
        assertThat(one.ask("/name " + name + " " + "v".repeat(16_385))).isEqualTo(refusal);
        assertThat(one.ask("/name " + name + " " + "v".repeat(16_384))).isEqualTo("+OK");
        assertThat(one.ask("/set " + name + " " + "v".repeat(16_385))).isEqualTo(refusal);
    }

    @Test
    void token_ofEachHolder_isGreater() throws IOException {
        assertThat(one.ask("/token " + name)).isEqualTo("-NONE nobody holds " + name);
        one.ask("/name " + name);
        long first = Long.parseLong(one.ask("/token " + name));
        eventually(two, "/where " + name, "+" + id(one));
        assertThat(Long.parseLong(two.ask("/token " + name))).isEqualTo(first);
        two.ask("/take " + name);
        assertThat(Long.parseLong(two.ask("/token " + name))).isGreaterThan(first);
    }

    @Test
    void set_valueIsSeenElsewhere() throws IOException {
        one.ask("/name " + name);
        assertThat(one.ask("/set " + name + " a new value")).isEqualTo("+OK");
        eventually(two, "/where " + name, "+" + id(one) + " a new value");
        assertThat(two.ask("/set " + name + " mine")).isEqualTo("-NOTYOURS " + name);
    }

    @Test
    void send_toAnotherNode_comesInOrder() throws IOException {
        one.ask("/name " + name);
        eventually(two, "/where " + name, "+" + id(one));
        String sender = id(two);
        for (int i = 0; i < 100; i++) {
            two.say("/send " + name + " " + i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(two.hear()).isEqualTo("+OK");
            assertThat(one.hear()).isEqualTo(">msg " + sender + " " + i);
        }
    }

    @Test
    void send_toAnId_reachesThatConnection() throws IOException {
        assertThat(two.ask("/send " + id(one) + " hello")).isEqualTo("+OK");
        assertThat(one.hear()).isEqualTo(">msg " + id(two) + " hello");
        assertThat(two.ask("/send n1.c999999 hello")).isEqualTo("-NONE nobody holds n1.c999999");
        assertThat(two.ask("/send n9.c1 hello")).isEqualTo("-NONE nobody holds n9.c1");
        assertThat(two.ask("/send " + name + " hello")).isEqualTo("-NONE nobody holds " + name);
    }

    @Test
    void where_ofAnId_tellsWhetherThereIsOne() throws IOException {
        assertThat(two.ask("/where " + id(one))).isEqualTo("+" + id(one));
        assertThat(two.ask("/where n1.c999999")).isEqualTo("-NONE nobody holds n1.c999999");
        assertThat(two.ask("/await n1.c999999")).isEqualTo("-NONE no connection is n1.c999999");
        assertThat(two.ask("/await " + id(one))).isEqualTo("+" + id(one));
    }

    @Test
    void take_fromAnotherNode_endsTheHolder() throws IOException {
        String first = id(one);
        String second = id(two);
        one.ask("/name " + name);
        eventually(two, "/where " + name, "+" + first);
        eventually(three, "/where " + name, "+" + first);
        assertThat(three.ask("/watch " + name)).isEqualTo("+" + first);
        assertThat(two.ask("/take " + name + " mine")).isEqualTo("+OK " + first);
        assertThat(one.hear()).isEqualTo(">taken " + name + " " + second);
        assertThat(one.hear()).isNull();
        assertThat(three.hear()).isEqualTo(">moved " + name + " " + second);
        assertThat(two.ask("/take " + name)).isEqualTo("-TAKEN " + second);
        assertThat(three.ask("/where " + name)).isEqualTo("+" + second + " mine");
    }

    @Test
    void take_onOneNode_tellsTheHolderOnce() throws IOException {
        LineClient other = client("n1");
        String first = id(one);
        one.ask("/name " + name);
        assertThat(other.ask("/take " + name)).isEqualTo("+OK " + first);
        assertThat(one.hear()).isEqualTo(">taken " + name + " " + id(other));
        assertThat(one.hear()).isNull();
        assertThat(list(other, "/me")).contains("name " + name);
    }

    @Test
    void queue_isServedInOrderAcrossNodes() throws IOException {
        one.ask("/name " + name);
        assertThat(two.ask("/queue " + name + " its own")).isEqualTo("+QUEUED 1");
        assertThat(three.ask("/queue " + name)).isEqualTo("+QUEUED 2");
        assertThat(three.ask("/queue " + name)).startsWith("-TAKEN ");
        assertThat(list(two, "/me")).contains("queue " + name);
        one.close();
        assertThat(two.hear()).isEqualTo(">granted " + name);
        assertThat(list(two, "/me")).containsExactly("id " + id(two), "name " + name + " its own");
        assertThat(two.ask("/drop " + name)).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">granted " + name);
        assertThat(three.ask("/queue " + name)).isEqualTo("-TAKEN " + id(three));
    }

    @Test
    void queue_ofAFreeName_hasItAtOnce() throws IOException {
        assertThat(one.ask("/queue " + name)).isEqualTo("+OK");
        assertThat(two.ask("/queue " + name)).isEqualTo("+QUEUED 1");
        assertThat(two.ask("/drop " + name)).isEqualTo("+OK");
        assertThat(one.ask("/drop " + name)).isEqualTo("+OK");
        eventually(three, "/where " + name, "-NONE nobody holds " + name);
    }

    @Test
    void give_toAnotherNode_keepsValueAndTellsWhoGave() throws IOException {
        one.ask("/name " + name + " kept");
        eventually(three, "/where " + name, "+" + id(one) + " kept");
        assertThat(three.ask("/watch " + name)).isEqualTo("+" + id(one));
        assertThat(one.ask("/give " + name + " " + id(two))).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">given " + name + " " + name);
        assertThat(three.hear()).isEqualTo(">moved " + name + " " + id(two));
        eventually(one, "/where " + name, "+" + id(two) + " kept");
        assertThat(list(one, "/me")).containsExactly("id " + id(one));
        assertThat(two.ask("/send " + id(three) + " hi")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg " + id(two) + " hi");
    }

    @Test
    void give_toNobodyOrTheFull_isRefusedAndKept() throws IOException {
        one.ask("/name " + name);
        assertThat(one.ask("/give " + name + " n2.c999999")).isEqualTo("-NONE nobody holds n2.c999999");
        for (int i = 0; i < 4; i++) {
            two.ask("/name " + name + "-" + i);
        }
        assertThat(one.ask("/give " + name + " " + id(two))).isEqualTo("-LIMIT names 4");
        assertThat(one.ask("/give " + name + "-0 " + id(two))).isEqualTo("-NOTYOURS " + name + "-0");
        assertThat(one.ask("/where " + name)).isEqualTo("+" + id(one));
    }

    @Test
    void join_isCountedEverywhere() throws IOException {
        assertThat(one.ask("/join " + name + " first")).isEqualTo("+1");
        eventually(two, "/count " + name, "+1");
        assertThat(two.ask("/join " + name)).isEqualTo("+2");
        eventually(three, "/count " + name, "+2");
        assertThat(list(three, "/members " + name)).containsExactly(id(one) + " first", id(two));
        assertThat(one.ask("/leave " + name)).isEqualTo("+OK");
        eventually(three, "/count " + name, "+1");
    }

    @Test
    void cast_reachesMembersOnAllNodes() throws IOException {
        one.ask("/join " + name);
        two.ask("/join " + name);
        eventually(three, "/count " + name, "+2");
        assertThat(three.ask("/cast " + name + " hello all")).isEqualTo("+2");
        String event = ">cast " + name + " " + id(three) + " hello all";
        assertThat(one.hear()).isEqualTo(event);
        assertThat(two.hear()).isEqualTo(event);
    }

    @Test
    void add_isTotalledEverywhere() throws IOException {
        assertThat(one.ask("/add " + name + " 5")).isEqualTo("+5");
        assertThat(two.ask("/add " + name + " 37")).isEqualTo("+37");
        eventually(three, "/total " + name, "+42");
        one.close();
        eventually(three, "/total " + name, "+37");
    }

    @Test
    void watch_ofAName_tellsEachChangeOnWhateverNode() throws IOException {
        assertThat(three.ask("/watch " + name)).isEqualTo("+NONE");
        one.ask("/name " + name);
        assertThat(three.hear()).isEqualTo(">up " + name + " " + id(one));
        one.ask("/set " + name + " v");
        assertThat(three.hear()).isEqualTo(">set " + name + " " + id(one) + " v");
        one.ask("/quit");
        assertThat(three.hear()).isEqualTo(">down " + name + " quit");
        assertThat(three.ask("/unwatch " + name)).isEqualTo("+OK");
        two.ask("/name " + name);
        assertThat(three.ask("/ping")).isEqualTo("+PONG");
    }

    @Test
    void watch_ofAProperty_tellsMembersOfAllNodes() throws IOException {
        one.ask("/join " + name + " here");
        eventually(three, "/count " + name, "+1");
        assertThat(three.ask("/watch #" + name)).isEqualTo("+1");
        two.ask("/join " + name + " a value");
        assertThat(three.hear()).isEqualTo(">join " + name + " " + id(two) + " a value");
        two.ask("/set #" + name + " other");
        assertThat(three.hear()).isEqualTo(">set #" + name + " " + id(two) + " other");
        two.ask("/leave " + name);
        assertThat(three.hear()).isEqualTo(">left " + name + " " + id(two) + " left");
        String first = id(one);
        one.ask("/quit");
        assertThat(three.hear()).isEqualTo(">left " + name + " " + first + " quit");
        assertThat(three.ask("/unwatch #" + name)).isEqualTo("+OK");
        assertThat(list(three, "/me")).containsExactly("id " + id(three));
    }

    @Test
    void watch_whenItsNodeIsTakenInAnew_goesOnAndTellsNothingTwice() throws IOException {
        String first = id(one);
        one.ask("/join " + name + " here");
        eventually(three, "/count " + name, "+1");
        assertThat(three.ask("/watch #" + name)).isEqualTo("+1");
        assertThat(three.ask("/watch " + first)).isEqualTo("+" + first);
        Nodes nodes = cluster.server("n3").nodes();
        nodes.joined(nodes.status().node().orElseThrow()); // as the others forget what a run before watched
        two.ask("/join " + name);
        assertThat(three.hear()).isEqualTo(">join " + name + " " + id(two));
        one.ask("/quit");
        assertThat(List.of(three.hear(), three.hear()))
                .containsExactlyInAnyOrder(">left " + name + " " + first + " quit", ">down " + first + " quit");
    }

    @Test
    void queue_leftOnAnotherNode_isNotServed() throws IOException {
        one.ask("/name " + name);
        assertThat(two.ask("/queue " + name)).isEqualTo("+QUEUED 1");
        assertThat(two.ask("/drop " + name)).isEqualTo("+OK");
        assertThat(one.ask("/drop " + name)).isEqualTo("+OK");
        eventually(three, "/where " + name, "-NONE nobody holds " + name);
        String own = "id " + id(two);
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        List<String> held = list(two, "/me");
        while (held.size() > 1
                && System.nanoTime() < deadline) { // it may be granted, and given up, later than n3 knows
            held = list(two, "/me");
        }
        assertThat(held).containsExactly(own);
    }

    @Test
    void watch_ofAConnection_tellsItsEnd() throws IOException {
        String first = id(one);
        assertThat(two.ask("/watch " + first)).isEqualTo("+" + first);
        assertThat(two.ask("/watch n1.c999999")).isEqualTo("-NONE no connection is n1.c999999");
        one.ask("/quit");
        assertThat(two.hear()).isEqualTo(">down " + first + " quit");
    }

    @Test
    void await_isToldOnceOfAHolderElsewhere() throws IOException {
        assertThat(three.ask("/await " + name)).isEqualTo("+WAIT");
        one.ask("/name " + name);
        assertThat(three.hear()).isEqualTo(">up " + name + " " + id(one));
        eventually(three, "/await " + name, "+" + id(one));
        assertThat(three.ask("/await " + name + "-never 0.05")).isEqualTo("+WAIT");
        assertThat(three.hear()).isEqualTo(">timeout " + name + "-never");
    }

    @Test
    void names_areListedInOrderFromAllNodes() throws IOException {
        one.ask("/name " + name + "-b");
        two.ask("/name " + name + "-a");
        eventually(three, "/where " + name + "-a", "+" + id(two));
        eventually(three, "/where " + name + "-b", "+" + id(one));
        assertThat(list(three, "/names " + name))
                .containsExactly(id(two) + " " + name + "-a", id(one) + " " + name + "-b");
    }

    @Test
    void nodes_areListedWithWhoLeads() throws IOException {
        List<String> rows = list(two, "/nodes");
        assertThat(rows).hasSize(3);
        assertThat(rows).filteredOn(row -> row.contains(" leader ")).hasSize(1);
        assertThat(rows.get(0))
                .matches("n1 (leader|voter) up term=[0-9]+ applied=[0-9]+ lag=[0-9]+ connections=[0-9]+");
        assertThat(rows.get(1)).matches("n2 (leader|voter) up here term=.*");
    }
}
