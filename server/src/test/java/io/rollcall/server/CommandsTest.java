package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Census;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two or three people at a line each say about queues, watches, awaits and counters, and what each sees. */
@ParameterizedClass
@MethodSource("io.rollcall.server.Servers#modes")
class CommandsTest {
    private final Leases leases = new Leases(BundledWorker.ECHO);
    private final Transport transport;
    private final WorkerThreads threads;
    private LineServer server;
    private LineClient one;
    private LineClient two;
    private LineClient three;

    CommandsTest(Transport transport, WorkerThreads threads) {
        this.transport = transport;
        this.threads = threads;
    }

    @BeforeEach
    void connect() throws Exception {
        server = Servers.start(Servers.options(transport, threads), leases);
        one = new LineClient(server);
        leases.next();
        two = new LineClient(server);
        leases.next();
        three = new LineClient(server);
        leases.next();
    }

    @AfterEach
    void disconnect() throws Exception {
        Servers.assertSound(server);
        one.close();
        two.close();
        three.close();
        server.close();
        assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
    }

    private static List<String> list(LineClient client, String command) throws IOException {
        String head = client.ask(command);
        assertThat(head).matches("\\*\\d+( more=\\S+)?");
        List<String> rows = new ArrayList<>();
        for (int i = Integer.parseInt(head.replaceAll("^\\*| .*", "")); i > 0; i--) {
            rows.add(client.hear());
        }
        return rows;
    }

    /** Waits for nothing: what was to come has come before the answer to this. */
    private static void assertSilent(LineClient client) throws IOException {
        assertThat(client.ask("/ping")).isEqualTo("+PONG");
    }

    @Test
    void queue_isServedInTurn_whenTheHolderDrops() throws Exception {
        assertThat(one.ask("/queue lock")).isEqualTo("+OK");
        assertThat(two.ask("/queue lock v2")).isEqualTo("+QUEUED 1");
        assertThat(three.ask("/queue lock")).isEqualTo("+QUEUED 2");
        assertThat(one.ask("/queue lock")).isEqualTo("-TAKEN c1");
        assertThat(two.ask("/queue lock")).isEqualTo("-TAKEN c1");
        assertThat(list(two, "/me")).containsExactly("id c2", "queue lock");
        assertThat(one.ask("/drop lock")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">granted lock");
        assertThat(list(two, "/me")).containsExactly("id c2", "name lock v2");
        assertThat(one.ask("/where lock")).isEqualTo("+c2 v2");
        assertThat(two.ask("/quit")).isEqualTo("+BYE");
        assertThat(three.hear()).isEqualTo(">granted lock");
        assertThat(one.ask("/where lock")).isEqualTo("+c3");
    }

    @Test
    void queue_dropped_leavesTheLine() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 1");
        assertThat(three.ask("/queue lock")).isEqualTo("+QUEUED 2");
        assertThat(two.ask("/drop lock")).isEqualTo("+OK");
        assertThat(two.ask("/drop lock")).startsWith("-NOTYOURS");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 2");
        assertThat(one.ask("/drop lock")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">granted lock");
        assertThat(list(two, "/me")).containsExactly("id c2", "queue lock");
    }

    @Test
    void queue_waiterReset_isPassedOver() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 1");
        assertThat(one.ask("/watch c2")).isEqualTo("+c2");
        two.reset();
        assertThat(one.hear()).isEqualTo(">down c2 reset");
        assertThat(three.ask("/queue lock")).isEqualTo("+QUEUED 1");
    }

    @Test
    void queue_nobodySeesTheNameFree_watchersSeeItMoved() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 1");
        assertThat(three.ask("/watch lock")).isEqualTo("+c1");
        one.reset();
        assertThat(two.hear()).isEqualTo(">granted lock");
        assertThat(three.hear()).isEqualTo(">moved lock c2");
    }

    @Test
    void take_freeOrOwnOrAnothers() throws Exception {
        assertThat(one.ask("/take alice v")).isEqualTo("+OK");
        assertThat(one.ask("/take alice")).isEqualTo("-TAKEN c1");
        assertThat(two.ask("/take alice")).startsWith("-DENIED ");
        assertThat(two.ask("/where alice")).isEqualTo("+c1 v");
    }

    @Test
    void give_movesTheNameWithItsValue_andDoesNotLendTheSendersName() throws Exception {
        assertThat(one.ask("/name zoe")).isEqualTo("+OK");
        assertThat(one.ask("/name alice v")).isEqualTo("+OK");
        assertThat(three.ask("/watch alice")).isEqualTo("+c1");
        assertThat(one.ask("/give alice c2")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">given alice zoe");
        assertThat(three.hear()).isEqualTo(">moved alice c2");
        assertThat(three.ask("/where alice")).isEqualTo("+c2 v");
        assertThat(two.ask("/send c3 hi")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg c2 hi");
        assertThat(two.ask("/name bob")).isEqualTo("+OK");
        assertThat(two.ask("/send c3 hi")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg bob hi");
        assertThat(two.ask("/drop alice")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">down alice dropped");
        assertThat(two.ask("/drop bob")).isEqualTo("+OK");
        assertThat(two.ask("/name alice")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">up alice c2");
        assertThat(two.ask("/send c3 claimed")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg alice claimed");
        assertThat(two.ask("/give alice c2")).isEqualTo("+OK");
        assertThat(two.ask("/send c3 own")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg alice own");
    }

    @Test
    void give_refused_changesNothing() throws Exception {
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(one.ask("/give alice c99")).startsWith("-NONE ");
        assertThat(one.ask("/give alice nobody")).startsWith("-NONE ");
        assertThat(one.ask("/give bob c2")).startsWith("-NOTYOURS");
        for (int i = 0; i < 64; i++) {
            assertThat(two.ask("/name n" + i)).isEqualTo("+OK");
        }
        assertThat(one.ask("/give alice c2")).isEqualTo("-LIMIT names 64");
        assertThat(three.ask("/where alice")).isEqualTo("+c1");
        assertThat(one.ask("/send c3 x")).isEqualTo("+OK");
        assertThat(three.hear()).isEqualTo(">msg alice x");
    }

    @Test
    void give_severalInARow_saysWhatTheGiverStillHoldsEachTime() throws Exception {
        one.say("/name alice", "/name zoe", "/give alice c2", "/give zoe c2", "/name late");
        assertThat(two.hear()).isEqualTo(">given alice zoe");
        assertThat(two.hear()).isEqualTo(">given zoe c1");
    }

    @Test
    void give_fromOneThatLeavesAtOnce_saysWhoItWas() throws Exception {
        one.say("/name zoe", "/name alice", "/give alice c2", "/quit");
        assertThat(two.hear()).isEqualTo(">given alice zoe");
    }

    @Test
    void set_changesWhatIsHeld_andThoseWhoWatchSee() throws Exception {
        assertThat(one.ask("/name alice v")).isEqualTo("+OK");
        assertThat(one.ask("/join room r")).isEqualTo("+1");
        assertThat(two.ask("/watch alice")).isEqualTo("+c1");
        assertThat(two.ask("/watch #room")).isEqualTo("+1");
        assertThat(one.ask("/set alice  new value ")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">set alice c1  new value ");
        assertThat(one.ask("/set #room r2")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">set #room c1 r2");
        assertThat(three.ask("/set alice x")).startsWith("-NOTYOURS");
        assertThat(three.ask("/set #room x")).startsWith("-NOTYOURS");
        assertThat(three.ask("/where alice")).isEqualTo("+c1  new value ");
    }

    @Test
    void watch_name_seesWhatBecomesOfIt() throws Exception {
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">up alice c1");
        assertThat(one.ask("/quit")).isEqualTo("+BYE");
        assertThat(two.hear()).isEqualTo(">down alice quit");
        assertThat(two.ask("/unwatch alice")).isEqualTo("+OK");
        assertThat(two.ask("/unwatch alice")).startsWith("-NOTYOURS");
        assertThat(three.ask("/name alice")).isEqualTo("+OK");
        assertSilent(two);
    }

    @Test
    void watch_again_staysOne() throws Exception {
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(list(two, "/me")).containsExactly("id c2", "watch alice");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">up alice c1");
        assertSilent(two);
    }

    @Test
    void watch_property_seesWhoComesAndGoes() throws Exception {
        assertThat(one.ask("/join room v")).isEqualTo("+1");
        assertThat(two.ask("/watch #room")).isEqualTo("+1");
        assertThat(three.ask("/join room")).isEqualTo("+2");
        assertThat(two.hear()).isEqualTo(">join room c3");
        assertThat(one.ask("/join room w")).isEqualTo("+2");
        assertThat(two.hear()).isEqualTo(">set #room c1 w");
        assertThat(one.ask("/leave room")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">left room c1 left");
        three.reset();
        assertThat(two.hear()).isEqualTo(">left room c3 reset");
        assertThat(two.ask("/unwatch #room")).isEqualTo("+OK");
        assertThat(one.ask("/join room")).isEqualTo("+1");
        assertSilent(two);
    }

    @Test
    void watch_id_seesItsEnd_anUnknownOneIsNone() throws Exception {
        assertThat(two.ask("/watch c1")).isEqualTo("+c1");
        assertThat(two.ask("/watch c99")).startsWith("-NONE ");
        assertThat(two.ask("/await c99")).startsWith("-NONE ");
        assertThat(two.ask("/await c1")).isEqualTo("+c1");
        assertThat(list(two, "/me")).containsExactly("id c2", "watch c1");
        one.halfClose();
        assertThat(two.hear()).isEqualTo(">down c1 eof");
        assertThat(server.registry().census().watches()).isEqualTo(1);
    }

    @Test
    void await_tellsOnce_orThatTheTimeIsOver() throws Exception {
        assertThat(two.ask("/await alice")).isEqualTo("+WAIT");
        assertThat(list(two, "/me")).containsExactly("id c2", "await alice");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">up alice c1");
        assertThat(one.ask("/drop alice")).isEqualTo("+OK");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(list(two, "/me")).containsExactly("id c2");
        assertThat(two.ask("/await alice")).isEqualTo("+c1");
        assertThat(two.ask("/await nobody 0.05")).isEqualTo("+WAIT");
        assertThat(two.hear()).isEqualTo(">timeout nobody");
        assertThat(list(two, "/me")).containsExactly("id c2");
    }

    @Test
    void counter_addsUp() throws Exception {
        assertThat(one.ask("/total jobs")).isEqualTo("+0");
        assertThat(one.ask("/add jobs")).isEqualTo("+1");
        assertThat(one.ask("/add jobs 6")).isEqualTo("+7");
        assertThat(two.ask("/add jobs -10")).isEqualTo("+-10");
        assertThat(three.ask("/total jobs")).isEqualTo("+-3");
        assertThat(list(one, "/me")).containsExactly("id c1", "counter jobs 7");
        assertThat(one.ask("/add jobs " + Long.MAX_VALUE)).isEqualTo("-LIMIT number " + Long.MAX_VALUE);
        assertThat(two.ask("/add jobs " + Long.MIN_VALUE)).isEqualTo("-LIMIT number " + Long.MIN_VALUE);
        assertThat(one.ask("/add jobs 9223372036854775808")).startsWith("-LIMIT number ");
        assertThat(one.ask("/add jobs -" + "9".repeat(8000))).isEqualTo("-LIMIT number " + Long.MIN_VALUE);
        assertThat(one.ask("/add jobs +" + "0".repeat(8000) + "1")).isEqualTo("+8");
        assertThat(one.ask("/add jobs -0001")).isEqualTo("+7");
        assertThat(three.ask("/total jobs")).isEqualTo("+-3");
        assertThat(one.ask("/add big " + Long.MAX_VALUE)).isEqualTo("+" + Long.MAX_VALUE);
        assertThat(two.ask("/add big")).isEqualTo("+1");
        assertThat(three.ask("/total big")).startsWith("-LIMIT total ");
        one.reset();
        assertThat(two.ask("/watch c1")).isIn("+c1", "-NONE no connection is c1");
    }

    @Test
    void names_listsAllButIds_byPrefix() throws Exception {
        assertThat(list(one, "/names")).isEmpty();
        assertThat(one.ask("/name bob")).isEqualTo("+OK");
        assertThat(two.ask("/name alice v")).isEqualTo("+OK");
        assertThat(two.ask("/name al")).isEqualTo("+OK");
        assertThat(two.ask("/name c1x")).isEqualTo("+OK");
        assertThat(list(three, "/names")).containsExactly("c2 al", "c2 alice", "c1 bob", "c2 c1x");
        assertThat(list(three, "/names al")).containsExactly("c2 al", "c2 alice");
        assertThat(list(three, "/names c")).containsExactly("c2 c1x");
        assertThat(list(three, "/names zz")).isEmpty();
    }

    @Test
    void info_andLimits_areRowsOfKeyAndValue() throws Exception {
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(list(one, "/info"))
                .contains("connections 3", "names 1", "properties 0")
                .allMatch(r -> r.matches("\\S+ \\S.*"));
        assertThat(list(one, "/info registry")).contains("names 1").doesNotContain("connections 3");
        assertThat(one.ask("/info nothing")).startsWith("-NONE ");
        assertThat(list(one, "/limits")).contains("names 64", "properties 128", "queues 64", "value 1024");
    }

    @ParameterizedTest
    @CsvSource({
        "/name n%d,+OK,names,64,/drop n0",
        "/join p%d,+1,properties,128,/leave p0",
        "/add k%d,+1,counters,64,",
        "/watch w%d,+NONE,watches,64,/unwatch w0",
        "/await w%d,+WAIT,awaits,64,"
    })
    void quota_oneBeyond_isRefusedAndLeavesNothing(
            String command, String reply, String limit, int most, @Nullable String release) throws Exception {
        for (int i = 0; i < most; i++) {
            assertThat(one.ask(String.format(command, i))).isEqualTo(reply);
        }
        Census before = server.registry().census();
        assertThat(one.ask(String.format(command, most))).isEqualTo("-LIMIT " + limit + " " + most);
        assertThat(server.registry().census()).isEqualTo(before);
        assertThat(list(one, "/limits")).contains(limit + " " + most, limit + ".met 1");
        assertThat(two.ask(String.format(command, most))).isEqualTo(reply);
        if (release != null) { // else only an end or what is awaited makes room
            assertThat(one.ask(release)).isEqualTo("+OK");
            assertThat(one.ask(String.format(command, most + 1))).isEqualTo(reply);
            assertThat(one.ask(String.format(command, most + 2))).isEqualTo("-LIMIT " + limit + " " + most);
        }
    }

    @Test
    void quota_ofQueues_isRefusedBeyond_andFreeAgainAfterADrop() throws Exception {
        LineClient holder = new LineClient(server);
        for (int i = 0; i < 64; i++) {
            assertThat((i < 32 ? one : holder).ask("/name q" + i)).isEqualTo("+OK");
            assertThat(two.ask("/queue q" + i)).isEqualTo("+QUEUED 1");
        }
        assertThat(one.ask("/name q64")).isEqualTo("+OK");
        assertThat(two.ask("/queue q64")).isEqualTo("-LIMIT queues 64");
        assertThat(two.ask("/drop q0")).isEqualTo("+OK");
        assertThat(two.ask("/queue q64")).isEqualTo("+QUEUED 1");
        assertThat(three.ask("/queue q64")).isEqualTo("+QUEUED 2");
        holder.close();
        assertThat(two.hear()).startsWith(">granted q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/name", "/take", "/queue", "/drop", "/set"})
    void id_asOwnName_isBadName(String verb) throws Exception {
        assertThat(one.ask(verb + " c2 x")).isIn("-BADNAME c2 is the form of a connection's id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "/take               ~ USAGE /take NAME [VALUE]",
                "/queue              ~ USAGE /queue NAME [VALUE]",
                "/give alice         ~ USAGE /give NAME TO",
                "/give alice c1 x    ~ USAGE /give NAME TO",
                "/give c1 c2         ~ BADNAME c1 is the form of a connection's id",
                "/set alice          ~ USAGE /set NAME|#PROP VALUE",
                "/set # x            ~ BADNAME a name has 1 to 256 bytes, this has 0",
                "/set #socket_listener x ~ BADNAME socket_listener belongs to the server",
                "/watch              ~ USAGE /watch NAME|#PROP",
                "/watch a b          ~ USAGE /watch NAME|#PROP",
                "/watch #            ~ BADNAME a name has 1 to 256 bytes, this has 0",
                "/watch ##a          ~ BADNAME a name does not begin with #",
                "/watch #socket_listener ~ DENIED socket_listener is for operators",
                "/unwatch            ~ USAGE /unwatch NAME|#PROP",
                "/unwatch a          ~ NOTYOURS a",
                "/await              ~ USAGE /await NAME [SECONDS]",
                "/await a x          ~ USAGE /await NAME [SECONDS]",
                "/await a 0          ~ USAGE /await NAME [SECONDS]",
                "/await a -1         ~ USAGE /await NAME [SECONDS]",
                "/await a 1 2        ~ USAGE /await NAME [SECONDS]",
                "/await a 9999999999 ~ USAGE /await NAME [SECONDS]",
                "/await #a           ~ BADNAME a name does not begin with #",
                "/add                ~ USAGE /add COUNTER [N]",
                "/add a b            ~ USAGE /add COUNTER [N]",
                "/add a 1.5          ~ USAGE /add COUNTER [N]",
                "/add a 1 2          ~ USAGE /add COUNTER [N]",
                "/add c1             ~ BADNAME c1 is the form of a connection's id",
                "/total              ~ USAGE /total COUNTER",
                "/total a b          ~ USAGE /total COUNTER",
                "/names a b          ~ USAGE /names [PREFIX]",
                "/limits x           ~ USAGE /limits",
                "/more names:9:YQ    ~ USAGE /more CURSOR, as a list's first line gave it",
                "/more names:0:!     ~ USAGE /more CURSOR, as a list's first line gave it"
            })
    void command_wrong_isRefusedAndLeavesNothing(String said, String refusal) throws Exception {
        Census before = server.registry().census();
        assertThat(one.ask(said)).isEqualTo("-" + refusal);
        assertThat(server.registry().census()).isEqualTo(before);
        assertThat(list(one, "/me")).containsExactly("id c1");
    }

    @Test
    void openTakeover_displacesTheHolder() throws Exception {
        try (LineServer open = Servers.start(Servers.options(transport, threads).withOpenTakeover(true), leases);
                LineClient old = new LineClient(open);
                LineClient watcher = new LineClient(open);
                LineClient next = new LineClient(open)) {
            assertThat(old.ask("/take alice v")).isEqualTo("+OK");
            String id = old.ask("/where alice").replaceAll("^\\+| .*", "");
            assertThat(watcher.ask("/watch alice")).isEqualTo("+" + id);
            assertThat(next.ask("/queue alice")).isEqualTo("+QUEUED 1");
            assertThat(next.ask("/take alice w")).isEqualTo("+OK " + id);
            assertThat(next.ask("/take alice w")).isEqualTo("-TAKEN " + idOf(next));
            assertThat(old.hear()).isEqualTo(">taken alice " + idOf(next));
            assertThat(old.hear()).isNull();
            assertThat(watcher.hear()).isEqualTo(">moved alice " + idOf(next));
            assertThat(next.ask("/drop alice")).isEqualTo("+OK");
            assertThat(watcher.hear()).isEqualTo(">down alice dropped");
        }
    }

    private static String idOf(LineClient client) throws IOException {
        return list(client, "/me").get(0).substring("id ".length());
    }

    @Test
    void limits_ofOnesOwn_holdAtNAndBeyondAndAfter() throws Exception {
        ServerOptions options = Servers.options(transport, threads)
                .withLimits(Limits.defaults()
                        .with(Limit.NAMES, 1)
                        .with(Limit.AWAITS, 1)
                        .with(Limit.PROPERTIES, 0)
                        .with(Limit.VALUE, 3));
        try (LineServer small = Servers.start(options, leases);
                LineClient client = new LineClient(small)) {
            assertThat(client.ask("/name a abc")).isEqualTo("+OK");
            assertThat(client.ask("/name b")).isEqualTo("-LIMIT names 1");
            assertThat(client.ask("/drop a")).isEqualTo("+OK");
            assertThat(client.ask("/name b abcd")).startsWith("-LIMIT value 3");
            assertThat(client.ask("/name b")).isEqualTo("+OK");
            assertThat(client.ask("/join room")).isEqualTo("-LIMIT properties 0");
            assertThat(client.ask("/await x 0.01")).isIn("+WAIT");
            assertThat(client.hear()).isEqualTo(">timeout x");
            assertThat(client.ask("/await x")).isEqualTo("+WAIT");
            assertThat(client.ask("/await y")).isEqualTo("-LIMIT awaits 1");
            client.say("x".repeat(options.limits().intOf(Limit.LINE) + 1));
            assertThat(client.hear()).startsWith("-TOOLONG ");
            assertThat(list(client, "/limits"))
                    .contains("names 1", "value 3", "names.met 1", "value.met 1", "properties.met 1", "awaits.met 1")
                    .contains("line.met 1", "counters.met 0", "output-hard.met 0");
        }
    }

    @Test
    void limit_ofAllConnections_holdsAtNAndBeyondAndAfter() throws Exception {
        ServerOptions options =
                Servers.options(transport, threads).withLimits(Limits.defaults().with(Limit.ENTRIES, 4));
        try (LineServer small = Servers.start(options, leases);
                LineClient first = new LineClient(small);
                LineClient second = new LineClient(small)) {
            assertThat(first.ask("/name a")).isEqualTo("+OK");
            assertThat(first.ask("/join room")).isEqualTo("+1");
            assertThat(second.ask("/queue a")).isEqualTo("+QUEUED 1");
            assertThat(second.ask("/add jobs")).isEqualTo("+1");
            for (String more : List.of("/name b", "/take b", "/queue b", "/queue a", "/join hall", "/add other")) {
                assertThat(first.ask(more)).isIn("-LIMIT entries 4", "-TAKEN " + idOf(first));
            }
            assertThat(second.ask("/queue b")).isEqualTo("-LIMIT entries 4");
            assertThat(first.ask("/join room again")).isEqualTo("+1");
            assertThat(first.ask("/leave room")).isEqualTo("+OK");
            assertThat(second.ask("/name b")).isEqualTo("+OK");
            assertThat(first.ask("/join room")).isEqualTo("-LIMIT entries 4");
            assertThat(first.ask("/drop a")).isEqualTo("+OK");
            assertThat(second.hear()).isEqualTo(">granted a");
            assertThat(first.ask("/join room")).isEqualTo("+1");
            assertThat(first.ask("/name c")).isEqualTo("-LIMIT entries 4");
            try (LineClient third = new LineClient(small)) {
                assertThat(third.ask("still let in")).isNotNull();
                assertThat(third.ask("/name c")).isEqualTo("-LIMIT entries 4");
            }
            assertThat(list(first, "/limits")).contains("entries 4").doesNotContain("entries.met 0");
            assertThat(small.registry().audit()).isEmpty();
        }
    }
}
