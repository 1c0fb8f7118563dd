package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two people at a line each, and what each sees. */
class TwoPeersTest {
    private final Leases leases = new Leases(BundledWorker.ECHO);
    private LineServer server;
    private LineClient one;
    private LineClient two;

    @BeforeEach
    void connect() throws Exception {
        server = Servers.start(Servers.options(), leases);
        one = new LineClient(server);
        leases.next();
        two = new LineClient(server);
        leases.next();
    }

    @AfterEach
    void disconnect() throws Exception {
        assertThat(server.registry().audit()).isEmpty();
        one.close();
        two.close();
        server.close();
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

    @Test
    void session_ofTwo_runsAsInTheBook() throws Exception {
        assertThat(one.ask("hello")).isEqualTo("hello");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(two.ask("/name bob")).isEqualTo("+OK");
        assertThat(one.ask("/send bob hi there")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg alice hi there");
        two.halfClose();
        assertThat(two.hear()).isNull();
        assertThat(one.ask("/where bob")).startsWith("-NONE ");
        assertThat(one.ask("/send bob hi")).startsWith("-NONE ");
    }

    @Test
    void name_lifecycle() throws Exception {
        assertThat(one.ask("/name alice her value, whole")).isEqualTo("+OK");
        assertThat(two.ask("/name alice")).isEqualTo("-TAKEN c1");
        assertThat(one.ask("/name alice")).isEqualTo("-TAKEN c1");
        assertThat(two.ask("/where alice")).isEqualTo("+c1 her value, whole");
        assertThat(two.ask("/drop alice")).startsWith("-NOTYOURS");
        assertThat(two.ask("/drop nobody")).startsWith("-NOTYOURS");
        assertThat(one.ask("/drop alice")).isEqualTo("+OK");
        assertThat(one.ask("/drop alice")).startsWith("-NOTYOURS");
        assertThat(two.ask("/name alice")).isEqualTo("+OK");
        assertThat(one.ask("/where alice")).isEqualTo("+c2");
    }

    @Test
    void property_lifecycle() throws Exception {
        assertThat(one.ask("/count room")).isEqualTo("+0");
        assertThat(one.ask("/join room a value")).isEqualTo("+1");
        assertThat(two.ask("/join room")).isEqualTo("+2");
        assertThat(list(two, "/members room")).containsExactly("c1 a value", "c2");
        assertThat(one.ask("/join room another")).isEqualTo("+2");
        assertThat(list(two, "/members room")).containsExactly("c1 another", "c2");
        assertThat(one.ask("/join room")).isEqualTo("+2");
        assertThat(list(two, "/members room")).containsExactly("c1", "c2");
        assertThat(two.ask("/leave room")).isEqualTo("+OK");
        assertThat(two.ask("/leave room")).startsWith("-NOTYOURS");
        assertThat(two.ask("/count room")).isEqualTo("+1");
        assertThat(list(two, "/members nothing")).isEmpty();
    }

    @Test
    void me_showsOwnNamesAndPropertiesOldestFirst() throws Exception {
        assertThat(list(one, "/me")).containsExactly("id c1");
        one.say("/name alice x y", "/join room", "/name al");
        for (String reply : List.of("+OK", "+1", "+OK")) {
            assertThat(one.hear()).isEqualTo(reply);
        }
        assertThat(list(one, "/me")).containsExactly("id c1", "name alice x y", "prop room", "name al");
    }

    @Test
    void send_byNameAndById_showsTheSendersEarliestName() throws Exception {
        assertThat(one.ask("/send c2 nameless")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg c1 nameless");
        assertThat(one.ask("/name zoe")).isEqualTo("+OK");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(one.ask("/send c2  two  blanks ")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg zoe  two  blanks ");
        assertThat(one.ask("/drop zoe")).isEqualTo("+OK");
        assertThat(one.ask("/send c2 x")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg alice x");
        assertThat(one.ask("/send c99 x")).startsWith("-NONE ");
        assertThat(one.ask("/send alice to myself")).isIn("+OK", ">msg alice to myself");
    }

    @Test
    void cast_reachesEachMember_theSenderIfOne() throws Exception {
        assertThat(one.ask("/cast room hello")).isEqualTo("+0");
        assertThat(two.ask("/join room")).isEqualTo("+1");
        assertThat(one.ask("/cast room hello")).isEqualTo("+1");
        assertThat(two.hear()).isEqualTo(">cast room c1 hello");
        assertThat(one.ask("/join room")).isEqualTo("+2");
        one.say("/cast room again");
        assertThat(List.of(one.hear(), one.hear())).containsExactlyInAnyOrder("+2", ">cast room c1 again");
        assertThat(two.hear()).isEqualTo(">cast room c1 again");
    }

    @Test
    void events_amongPipelinedReplies_standBetweenThem() throws Exception {
        int rounds = 2000;
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    two.ask("/send c1 event " + i);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        sender.start();
        int events = 0;
        for (int i = 0; i < rounds / 10; i++) {
            one.say("/help", "message " + i, "/members room");
        }
        int replies = 0;
        while (events < rounds || replies < rounds / 10) {
            String line = one.hear();
            if (line.startsWith(">")) {
                assertThat(line).isEqualTo(">msg c2 event " + events++);
            } else {
                assertThat(line).startsWith("*");
                int rows = Integer.parseInt(line.substring(1));
                for (int row = 0; row < rows; row++) {
                    assertThat(one.hear()).startsWith("/");
                }
                String answer = one.hear();
                while (answer.startsWith(">")) {
                    assertThat(answer).isEqualTo(">msg c2 event " + events++);
                    answer = one.hear();
                }
                assertThat(answer).isEqualTo("message " + replies++);
                answer = one.hear();
                while (answer.startsWith(">")) {
                    assertThat(answer).isEqualTo(">msg c2 event " + events++);
                    answer = one.hear();
                }
                assertThat(answer).isEqualTo("*0");
            }
        }
        sender.join();
    }

    @Test
    void lineEnds_areThoseOfTheLineAnswered_eventsUseTheReceivers() throws Exception {
        one.send("a\r\n");
        assertThat(one.hear(3)).isEqualTo("a\r\n");
        one.send("b\r\0");
        assertThat(one.hear(3)).isEqualTo("b\r\0");
        one.send("c\n");
        assertThat(one.hear(2)).isEqualTo("c\n");
        one.send("/ping\r\n\u0001\r\n");
        assertThat(one.hear(7)).isEqualTo("+PONG\r\n");
        assertThat(one.hear()).startsWith("-BADLINE 0 ").endsWith("\r");

        assertThat(two.ask("/send c1 x")).isEqualTo("+OK");
        assertThat(one.hear(11)).isEqualTo(">msg c2 x\r\n");
        two.send("d\r\0");
        assertThat(two.hear(3)).isEqualTo("d\r\0");
        assertThat(one.send("/send c2 y\n").hear()).isEqualTo("+OK");
        assertThat(two.hear(11)).isEqualTo(">msg c1 y\r\0");
        two.send("e").halfClose();
        assertThat(two.hear(3)).isEqualTo("e\r\0");
        assertThat(two.hear()).isNull();
    }

    @Test
    void event_beforeAnyLine_endsWithLf() throws Exception {
        assertThat(one.ask("/send c2 first")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg c1 first");
    }

    @Test
    void name_isNormalizedOnceForAll() throws Exception {
        assertThat(one.ask("/name \uff41\uff4c\uff49\uff43\uff45")).isEqualTo("+OK"); // full-width letters
        assertThat(two.ask("/where alice")).isEqualTo("+c1");
        assertThat(two.ask("/name alice")).isEqualTo("-TAKEN c1");
        assertThat(two.ask("/where Alice")).startsWith("-NONE");
        assertThat(one.ask("/name e\u0301")).isEqualTo("+OK");
        assertThat(two.ask("/where \u00e9")).isEqualTo("+c1");
        assertThat(list(one, "/me")).containsExactly("id c1", "name alice", "name \u00e9");
        assertThat(one.ask("/join \ufb01sh")).isEqualTo("+1"); // a ligature
        assertThat(two.ask("/count fish")).isEqualTo("+1");
        assertThat(two.ask("/set \uff46 x")).isEqualTo("-NOTYOURS f");
        assertThat(two.ask("/set #\uff46 x")).isEqualTo("-NOTYOURS #f");
        assertThat(two.ask("/unwatch #\uff46")).isEqualTo("-NOTYOURS #f");
        assertThat(two.ask("/send \uff43\uff11 full-width id")).isEqualTo("+OK");
        assertThat(one.hear()).isEqualTo(">msg c2 full-width id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#room",
                "\uff03room",
                "c1",
                "c999",
                "c007",
                "\uff43\uff11",
                "node.c1",
                "a.b.c12",
                "a\u00a0b",
                "a\u2003b",
                "\u3000b",
                "b\u3000",
                "a\u00adb",
                "a\u200bb",
                "a\ufeffb",
                "\u00a8",
                "a\u0378b"
            })
    void badName_isRefusedWhereverANameOrPropertyIsTaken(String bad) throws Exception {
        for (String verb : List.of("/name", "/drop", "/join", "/leave")) {
            assertThat(one.ask(verb + " " + bad)).as(verb).startsWith("-BADNAME ");
        }
        assertThat(one.ask("/count " + bad)).startsWith("-BADNAME ");
        assertThat(one.ask("/members " + bad)).startsWith("-BADNAME ");
        assertThat(one.ask("/cast " + bad + " x")).startsWith("-BADNAME ");
        assertThat(list(one, "/me")).containsExactly("id c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1", "c", "c1x", "x1", "xc1", "c-1", "a#", "\u04411", "c.1", "node.c", "\u00e9t\u00e9"})
    void goodName_isTaken(String good) throws Exception {
        assertThat(one.ask("/name " + good)).isEqualTo("+OK");
        assertThat(two.ask("/where " + good)).isEqualTo("+c1");
        assertThat(one.ask("/join " + good)).isEqualTo("+1");
    }

    @Test
    void name_atItsLongest_isTaken_aByteMoreIsNot() throws Exception {
        String longest = "x".repeat(254) + "\u00e9";
        assertThat(one.ask("/name " + longest)).isEqualTo("+OK");
        assertThat(one.ask("/where " + longest)).isEqualTo("+c1");
        assertThat(one.ask("/name x" + longest)).startsWith("-BADNAME ");
        assertThat(one.ask("/where x" + longest)).startsWith("-BADNAME ");
        assertThat(one.ask("/name " + "\ufdfa".repeat(8))).startsWith("-BADNAME "); // 24 bytes, 272 after NFKC
    }

    @Test
    void value_atItsLongest_isKept_aByteMoreIsNot() throws Exception {
        String longest = "x".repeat(1022) + "\u00e9";
        assertThat(one.ask("/name alice " + longest)).isEqualTo("+OK");
        assertThat(one.ask("/where alice")).isEqualTo("+c1 " + longest);
        assertThat(one.ask("/name bob x" + longest)).startsWith("-LIMIT value 1024");
        assertThat(one.ask("/where bob")).startsWith("-NONE");
        assertThat(one.ask("/join room x" + longest)).startsWith("-LIMIT value 1024");
        assertThat(one.ask("/count room")).isEqualTo("+0");
        assertThat(one.ask("/join room " + longest)).isEqualTo("+1");
        assertThat(one.ask("/join room x" + longest)).startsWith("-LIMIT value 1024");
        assertThat(list(one, "/members room")).containsExactly("c1 " + longest);
    }

    @Test
    void name_lettersOfFourBytes_areAsManyAsOfOne_aByteMoreIsNot() throws Exception {
        String bold = "\ud835\udc00"; // of which Unicode's form is an A
        assertThat(one.ask("/name " + bold.repeat(256))).isEqualTo("+OK");
        assertThat(two.ask("/where " + "A".repeat(256))).isEqualTo("+c1");
        assertThat(one.ask("/name a" + bold.repeat(256)))
                .isEqualTo("-BADNAME a name has 1 to 256 bytes, this has 1025");
    }

    @Test
    void value_joinersAndHyphens_comeBackAsTheyWere() throws Exception {
        String value = "\ud83d\udc68\u200d\ud83d\udc69 soft\u00adhyphen \ufeff\u200b\u2060";
        assertThat(one.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(two.ask("/name alice " + value)).isEqualTo("+OK");
        assertThat(one.hear()).isEqualTo(">up alice c2");
        assertThat(one.ask("/where alice")).isEqualTo("+c2 " + value);
        assertThat(two.ask("/set alice " + value + "!")).isEqualTo("+OK");
        assertThat(one.hear()).isEqualTo(">set alice c2 " + value + "!");
        assertThat(two.ask("/join room " + value)).isEqualTo("+1");
        assertThat(list(one, "/members room")).containsExactly("c2 " + value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/name          | USAGE /name NAME [VALUE]",
                "/drop          | USAGE /drop NAME",
                "/drop a b      | USAGE /drop NAME",
                "/where         | USAGE /where NAME",
                "/where a b     | USAGE /where NAME",
                "/send          | USAGE /send NAME TEXT",
                "/send c1       | USAGE /send NAME TEXT",
                "/join          | USAGE /join PROP [VALUE]",
                "/leave         | USAGE /leave PROP",
                "/leave a b     | USAGE /leave PROP",
                "/members       | USAGE /members PROP",
                "/count         | USAGE /count PROP",
                "/count a b     | USAGE /count PROP",
                "/cast room     | USAGE /cast PROP TEXT",
                "/me too        | USAGE /me",
                "/quit now      | USAGE /quit",
                "/more          | USAGE /more CURSOR",
                "/more x        | USAGE /more CURSOR, as a list's first line gave it",
                "/more :room    | USAGE /more CURSOR, as a list's first line gave it",
                "/more 9999999999999999999:room | USAGE /more CURSOR, as a list's first line gave it",
                "/members socket_listener | DENIED socket_listener is for operators",
                "/cast socket_listener x  | DENIED socket_listener is for operators",
                "/more 0:socket_listener  | DENIED socket_listener is for operators",
                "/join socket_listener    | BADNAME socket_listener belongs to the server",
                "/leave socket_listener   | BADNAME socket_listener belongs to the server",
                "/nmae alice    | UNKNOWN no command /nmae, did you mean /name?",
                "/wheer x       | UNKNOWN no command /wheer, did you mean /where?",
                "/pong          | UNKNOWN no command /pong, did you mean /ping?",
                "/             | UNKNOWN no such command, see /help",
                "/help nmae     | UNKNOWN no command /nmae, did you mean /name?"
            })
    void command_wrong_isRefusedWithWhatIsRight(String said, String refusal) throws Exception {
        assertThat(one.ask(said)).isEqualTo("-" + refusal);
        assertThat(one.ask("next")).isEqualTo("next");
    }

    @Test
    void verb_anyCase_isTheSame() throws Exception {
        assertThat(one.ask("/PING")).isEqualTo("+PONG");
        assertThat(one.ask("/Ping As It Is")).isEqualTo("+PONG As It Is");
        assertThat(one.ask("/NaMe Alice")).isEqualTo("+OK");
        assertThat(one.ask("/WHERE Alice")).isEqualTo("+c1");
        assertThat(one.ask("/where alice")).startsWith("-NONE");
        assertThat(list(one, "/HELP /PING")).hasSize(1);
    }

    @Test
    void command_tabsAndBlanks_separate() throws Exception {
        assertThat(one.ask("/name\talice\tvalue")).isEqualTo("+OK");
        assertThat(one.ask("/where   alice  ")).isEqualTo("+c1 value");
        assertThat(one.ask("/send \t c2 x")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg alice x");
    }

    @Test
    void doubleSlash_isAMessage() throws Exception {
        assertThat(one.ask("//name alice")).isEqualTo("/name alice");
        assertThat(one.ask("//")).isEqualTo("/");
        assertThat(one.ask("///")).isEqualTo("//");
        assertThat(one.ask(" /name alice")).isEqualTo(" /name alice");
        assertThat(one.ask("/")).startsWith("-UNKNOWN ");
        assertThat(one.ask("")).isEmpty();
        assertThat(two.ask("/where alice")).startsWith("-NONE");
    }

    @Test
    void commandsOff_everyLineIsAMessageAsItIs() throws Exception {
        try (LineServer plain = Servers.start(Servers.options().withCommands(false), BundledWorker.ECHO);
                LineClient client = new LineClient(plain)) {
            for (String line : List.of("/quit", "//x", "/name alice", "/", "", "x")) {
                assertThat(client.ask(line)).isEqualTo(line);
            }
        }
    }

    @Test
    void quit_answersWhatCameBefore_leaseEndsFirst() throws Exception {
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        one.say("a", "/ping", "/quit", "never answered");
        assertThat(List.of(one.hear(), one.hear())).containsExactly("a", "+PONG");
        assertThat(one.hear()).isEqualTo("+BYE");
        assertThat(two.ask("/where alice")).startsWith("-NONE");
        assertThat(two.ask("/send c1 x")).startsWith("-NONE");
        assertThat(one.hear()).isNull();
    }

    @Test
    void sender_cannotBeForged() throws Exception {
        assertThat(one.ask("/send c2 x\u0085>msg c9 y")).startsWith("-BADLINE ");
        assertThat(one.ask("/send c2 x\r>msg c9 y")).startsWith("-BADLINE ");
        assertThat(one.ask("/send c2 x\u2028>msg c9 y")).startsWith("-BADLINE ");
        assertThat(one.ask("/send c2 x\u202e y")).startsWith("-BADLINE ");
        assertThat(one.ask("/name >msg")).isEqualTo("+OK");
        assertThat(one.ask("/send c2 c9 hi")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">msg >msg c9 hi");
        assertThat(one.ask("/join room +OK")).isEqualTo("+1");
        assertThat(list(two, "/members room")).containsExactly("c1 +OK");
    }

    @Test
    void broadcastWorker_castsToAll() throws Exception {
        try (LineServer hall = Servers.start(Servers.options(), BundledWorker.BROADCAST);
                LineClient first = new LineClient(hall);
                LineClient second = new LineClient(hall)) {
            assertThat(first.ask("/name alice")).isEqualTo("+OK");
            assertThat(second.ask("/ping")).isEqualTo("+PONG");
            first.say("hello");
            assertThat(first.hear()).isEqualTo(">cast socket_listener alice hello");
            assertThat(second.hear()).isEqualTo(">cast socket_listener alice hello");
            assertThat(first.ask("/ping")).isEqualTo("+PONG");
        }
    }

    @Test
    void casts_pipelinedAmongOtherLines_keepTheOrderOfAll() throws Exception {
        assertThat(one.ask("/join room")).isEqualTo("+1");
        assertThat(two.ask("/join room")).isEqualTo("+2");
        String lines = String.join(
                "\n",
                List.of(
                        "/cast room 1",
                        "/cast room 2\r",
                        "/cast room 3\r",
                        "first",
                        "/cast other 4",
                        "/send c2 5",
                        "/cast room 6",
                        "/leave room",
                        "/cast room 7",
                        "/cast room",
                        "/cast room 8",
                        "/ping\n"));
        one.send(lines);

        List<String> answers = new ArrayList<>();
        List<String> events = new ArrayList<>();
        while (answers.size() + events.size() < 16) {
            String line = one.hear();
            (line.startsWith(">") ? events : answers).add(line);
        }
        assertThat(answers)
                .containsExactly(
                        "+2",
                        "+2\r",
                        "+2\r",
                        "first",
                        "+0",
                        "+OK",
                        "+2",
                        "+OK",
                        "+1",
                        "-USAGE /cast PROP TEXT",
                        "+1",
                        "+PONG");
        assertThat(events.stream().map(String::strip))
                .containsExactly(">cast room c1 1", ">cast room c1 2", ">cast room c1 3", ">cast room c1 6");
        for (String heard :
                List.of("cast room c1 1", "cast room c1 2", "cast room c1 3", "msg c1 5", "cast room c1 6")) {
            assertThat(two.hear()).isEqualTo(">" + heard);
        }
        assertThat(two.hear()).isEqualTo(">cast room c1 7");
        assertThat(two.hear()).isEqualTo(">cast room c1 8");
    }

    @Test
    void members_moreThanAPage_comeEachOnce() throws Exception {
        int members = 600;
        List<Owner<Connection>> owners = new ArrayList<>();
        assertThat(one.ask("/where c1")).isEqualTo("+c1");
        Connection subject = server.registry().find(Name.of("c1"));
        for (int i = 0; i < members; i++) {
            Owner<Connection> owner = server.registry().join(subject);
            owner.register(Property.of("room"), "row " + i);
            owners.add(owner);
        }
        Set<String> rows = new HashSet<>();
        String next = "/members room";
        for (int expected : new int[] {256, 256, 88}) {
            String head = one.ask(next);
            assertThat(head).matches("\\*" + expected + (expected == 256 ? " more=\\S+" : ""));
            for (int i = 0; i < expected; i++) {
                assertThat(rows.add(one.hear())).isTrue();
            }
            next = "/more " + head.substring(head.indexOf('=') + 1);
        }
        assertThat(rows).hasSize(members).allMatch(row -> row.startsWith("c1 row "));
        owners.forEach(Owner::leave);
    }

    @Test
    void lists_applicationsKeysAndValues_stayOnOneLine() throws Exception {
        WorkerFactory factory = connection -> {
            connection.owner().register(Name.of("a\nb"), "v\n+FORGED");
            return (message, reply) -> reply.line(message);
        };
        try (LineServer server = Servers.start(Servers.options(), factory);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("/me")).isEqualTo("*2");
            client.hear();
            assertThat(client.hear()).isEqualTo("name a?b v?+FORGED");
            assertThat(client.ask("/send c1 hi")).isEqualTo("+OK");
            assertThat(client.hear()).isEqualTo(">msg a?b hi");
        }
    }

    @Test
    void me_asMuchAsOneMayHold_comesInPages() throws Exception {
        List<String> rows = new ArrayList<>(List.of("id c1"));
        for (int i = 0; i < 64; i++) {
            assertThat(one.ask("/name n" + i)).isEqualTo("+OK");
            assertThat(one.ask("/add k" + i)).isEqualTo("+1");
            assertThat(one.ask("/join p" + i)).isEqualTo("+1");
            assertThat(one.ask("/join q" + i)).isEqualTo("+1");
            rows.addAll(List.of("name n" + i, "counter k" + i + " 1", "prop p" + i, "prop q" + i));
        }
        assertThat(one.ask("/me")).isEqualTo("*256 more=me:256");
        for (int i = 0; i < 256; i++) {
            assertThat(one.hear()).isEqualTo(rows.get(i));
        }
        assertThat(list(one, "/more me:256")).containsExactlyElementsOf(rows.subList(256, 257));
    }
}
