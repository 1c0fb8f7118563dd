package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.rollcall.registry.Census;
import io.rollcall.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in and may do what, in memory: secrets are compared at once, and time stands still unless it is moved. */
class AccessTest {
    private static final String ALICE = "alice " + SecretHash.of("wonder land", SecretHash.LEAST_ITERATIONS);
    private static final String ROOT = "root " + SecretHash.of("toor", SecretHash.LEAST_ITERATIONS);
    private static final String FIRST = "-DENIED /auth IDENTITY SECRET first\n";
    private static final String WRONG = "-DENIED wrong identity or secret\n";

    private final RecordedEvents events = new RecordedEvents();
    private final MockTicker clock = Ticker.newMockTicker();
    private final Registry<Connection> registry =
            Registry.<Connection>builder().executor(Runnable::run).build();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private ServerOptions options = Servers.options();
    private BundledWorker worker = BundledWorker.ECHO;
    private final Access access = new Access(credentials(ALICE, ROOT + " operator"), Runnable::run, events);
    private WorkerSupervisor supervisor = supervisor();

    private static Credentials credentials(String... lines) {
        List<String> problems = new ArrayList<>();
        Credentials read = Credentials.parse(List.of(lines), "who", problems::add, SecretHash::derive);
        assertThat(problems).isEmpty();
        return read;
    }

    private WorkerSupervisor supervisor() {
        return new WorkerSupervisor(options, registry, worker, null, new StallWatch(events), events, access);
    }

    @AfterEach
    void channels_leaveNothing() {
        for (EmbeddedChannel channel : channels) {
            channel.close();
            channel.checkException();
            channel.finishAndReleaseAll();
        }
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    private EmbeddedChannel open() {
        EmbeddedChannel channel = EmbeddedChannel.builder()
                .channelId(DefaultChannelId.newInstance())
                .ticker(clock)
                .handlers(new LinePipeline(supervisor))
                .build();
        channels.add(channel);
        return channel;
    }

    private EmbeddedChannel open(String identity, String secret) {
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "/auth " + identity + " " + secret)).isEqualTo("+OK\n");
        return channel;
    }

    private static String ask(EmbeddedChannel channel, String line) {
        channel.writeInbound(Unpooled.copiedBuffer(line + "\n", StandardCharsets.UTF_8));
        return hear(channel);
    }

    private static String hear(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder heard = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return heard.toString();
    }

    private void advance(long seconds) {
        clock.advance(seconds, TimeUnit.SECONDS);
        channels.forEach(EmbeddedChannel::runScheduledPendingTasks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "//hello",
                "/me",
                "/NAME alice",
                "/take alice",
                "/where c1",
                "/send c1 x",
                "/cast room x",
                "/info",
                "/limits",
                "/more me:0",
                "/clients",
                "/audit",
                "/drain",
                "/unheard-of",
                "/"
            })
    void line_beforeAuth_isDeniedAndChangesNothing(String line) {
        EmbeddedChannel channel = open();
        Census before = registry.census();
        assertThat(ask(channel, line)).isEqualTo(FIRST);
        assertThat(registry.census()).isEqualTo(before);
    }

    @Test
    void line_beforeAuthAndOpen_isAnswered() {
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "/ping x")).isEqualTo("+PONG x\n");
        assertThat(ask(channel, "/help").lines()).hasSize(5).first().isEqualTo("*4");
        assertThat(ask(channel, "/AUTH alice")).isEqualTo("-USAGE /auth IDENTITY SECRET\n");
        assertThat(ask(channel, "/quit")).isEqualTo("+BYE\n");
    }

    @Test
    void auth_right_letsInWithWhatIsSaidBehindIt() {
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "hello\n/auth alice wonder land\nhello\n/name alice"))
                .isEqualTo(FIRST + "+OK\nhello\n+OK\n");
        assertThat(ask(channel, "/clients")).startsWith("-DENIED ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice wonder",
                "alice  wonder land",
                "Alice wonder land",
                "nobody wonder land",
                "root wonder land"
            })
    void auth_wrong_isDeniedAlike(String said) {
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "/auth " + said)).isEqualTo(WRONG);
        assertThat(ask(channel, "hello")).isEqualTo(FIRST);
    }

    @Test
    void auth_wrongWhenIn_changesNothing_andAnotherIdentityReplacesTheOne() {
        EmbeddedChannel channel = open("alice", "wonder land");
        assertThat(ask(channel, "/auth root wrong")).isEqualTo(WRONG);
        assertThat(ask(channel, "hello")).isEqualTo("hello\n");
        assertThat(ask(channel, "/clients")).startsWith("-DENIED ");
        assertThat(ask(channel, "/auth root toor")).isEqualTo("+OK\n");
        assertThat(ask(channel, "/clients")).startsWith("*1\nc1 ");
    }

    @Test
    void auth_withoutAFile_isDeniedAndAllElseIsAllowed() {
        supervisor = new WorkerSupervisor(options, registry, worker, null, new StallWatch(events), events);
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "/auth alice wonder land"))
                .isEqualTo("-DENIED this server knows no identities, it was started without --auth-file\n");
        assertThat(ask(channel, "hello")).isEqualTo("hello\n");
    }

    @Test
    void noCommands_withAFile_hasCommandsUntilOneIsIn() {
        options = options.withCommands(false);
        supervisor = supervisor();
        EmbeddedChannel channel = open();
        assertThat(ask(channel, "/ping")).isEqualTo("+PONG\n");
        assertThat(ask(channel, "/name alice")).isEqualTo(FIRST);
        assertThat(ask(channel, "/auth alice wonder land\n/ping\n//x")).isEqualTo("+OK\n/ping\n//x\n");
    }

    @Test
    void operator_byRole_mayWhatTheControlSocketMay() {
        EmbeddedChannel other = open("alice", "wonder land");
        EmbeddedChannel channel = open("root", "toor");
        assertThat(ask(channel, "/clients").lines()).hasSize(3).first().isEqualTo("*2");
        assertThat(ask(channel, "/members socket_listener").lines()).hasSize(3);
        assertThat(ask(channel, "/watch #socket_listener")).isEqualTo("+2\n");
        assertThat(ask(channel, "/cast socket_listener hi")).isEqualTo("+2\n>cast socket_listener c2 hi\n");
        assertThat(hear(other)).isEqualTo(">cast socket_listener c2 hi\n");
        assertThat(ask(channel, "/help")).contains("/kick");
        assertThat(ask(channel, "/kick c1 bye")).isEqualTo("+OK\n>left socket_listener c1 kicked\n");
        assertThat(hear(other)).isEqualTo(">bye kicked bye\n");
    }

    @Test
    void others_beforeAuth_areNotHeardAndCannotReachIt() {
        worker = BundledWorker.BROADCAST;
        supervisor = supervisor();
        EmbeddedChannel outside = open();
        EmbeddedChannel inside = open("alice", "wonder land");
        assertThat(ask(inside, "for those who are in")).isEqualTo(">cast socket_listener c2 for those who are in\n");
        assertThat(ask(inside, "/send c1 psst")).startsWith("-SLOW ");
        assertThat(ask(inside, "/name lock")).isEqualTo("+OK\n");
        assertThat(ask(inside, "/give lock c1")).isEqualTo("-NONE c1 has not shown who it is\n");
        assertThat(hear(outside)).isEmpty();
    }

    @Test
    void silence_beforeAuth_endsInTime_andNotWhenIn() {
        EmbeddedChannel inside = open("alice", "wonder land");
        EmbeddedChannel outside = open();
        advance(59);
        assertThat(outside.isActive()).isTrue();
        advance(1);
        assertThat(hear(outside)).isEqualTo("-TIMEOUT /auth was expected within 1m\n");
        assertThat(outside.isActive()).isFalse();
        assertThat(ask(inside, "hello")).isEqualTo("hello\n");
    }

    @Test
    void guesses_moreThanAFew_areHeldOffTwiceAsLongEachTime_alsoForTheRightSecret() {
        EmbeddedChannel channel = open();
        for (int i = 0; i < LoginDelays.FREE; i++) {
            assertThat(ask(channel, "/auth alice guess" + i)).isEqualTo(WRONG);
        }
        for (int wait = 1; wait <= 16; wait *= 2) {
            String heldOff = "-DENIED held off " + wait + "s, too many wrong secrets\n";
            assertThat(ask(channel, "/auth alice wonder land")).isEqualTo(heldOff);
            assertThat(ask(channel, "/auth nobody x")).isEqualTo(heldOff);
            advance(wait);
            assertThat(ask(channel, "/auth alice guess")).isEqualTo(WRONG);
        }
        advance(32 - 31);
        assertThat(ask(channel, "/auth alice wonder land")).startsWith("-DENIED held off 31s");
    }

    @Test
    void take_fromOnesOwnOtherSession_displacesIt_notAnothers() {
        EmbeddedChannel old = open("alice", "wonder land");
        EmbeddedChannel next = open("alice", "wonder land");
        EmbeddedChannel other = open("root", "toor");
        assertThat(ask(old, "/take desk v")).isEqualTo("+OK\n");
        assertThat(ask(other, "/take desk")).isEqualTo("-DENIED desk is another's\n");
        assertThat(ask(next, "/take desk w")).isEqualTo("+OK c1\n");
        assertThat(hear(old)).isEqualTo(">taken desk c2\n");
        assertThat(old.isActive()).isFalse();
        assertThat(ask(next, "/take desk")).isEqualTo("-TAKEN c2\n");
        assertThat(ask(other, "/where desk")).isEqualTo("+c2 w\n");
    }

    /** Two programs that each connect again and take the name: each is told why, and it calms down. */
    @Test
    void take_overAndOver_isHeldOffTwiceAsLongEachTime() {
        EmbeddedChannel holder = open("alice", "wonder land");
        assertThat(ask(holder, "/take desk")).isEqualTo("+OK\n");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            EmbeddedChannel next = open("alice", "wonder land");
            String answer = ask(next, "/take desk");
            if (answer.startsWith("-")) {
                assertThat(answer).matches("-DENIED held off \\d+s, desk was taken over several times\n");
                long wait = Long.parseLong(answer.replaceAll("\\D", ""));
                waits.add(wait);
                assertThat(ask(holder, "hello")).as("the holder goes on").isEqualTo("hello\n");
                clock.advance(wait, TimeUnit.SECONDS);
                answer = ask(next, "/take desk");
            }
            assertThat(answer).matches("\\+OK c\\d+\n");
            assertThat(hear(holder)).matches(">taken desk c\\d+\n");
            assertThat(holder.isActive()).isFalse();
            holder = next;
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        clock.advance(120, TimeUnit.SECONDS);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(open("alice", "wonder land"), "/take desk")).matches("\\+OK c\\d+\n");
        }
    }

    @Test
    void change_identityGoneOrOtherSecretOrDemoted_endsItWithAllItHolds() {
        EmbeddedChannel gone = open("alice", "wonder land");
        EmbeddedChannel demoted = open("root", "toor");
        EmbeddedChannel outside = open();
        assertThat(ask(gone, "/name desk")).isEqualTo("+OK\n");
        assertThat(ask(demoted, "/watch #socket_listener")).isEqualTo("+3\n");
        access.change(credentials(ROOT));
        supervisor.reviewAccess();
        assertThat(hear(gone)).isEqualTo(">bye kicked access withdrawn\n");
        assertThat(hear(demoted)).endsWith(">bye kicked access withdrawn\n");
        assertThat(gone.isActive()).isFalse();
        assertThat(demoted.isActive()).isFalse();
        assertThat(registry.census().names()).as("the id of the one outside").isEqualTo(1);
        assertThat(ask(outside, "/auth root toor\n/clients")).startsWith("+OK\n-DENIED ");

        access.change(credentials("root " + SecretHash.of("other", SecretHash.LEAST_ITERATIONS)));
        supervisor.reviewAccess();
        assertThat(hear(outside)).isEqualTo(">bye kicked access withdrawn\n");
    }

    @Test
    void change_promotedOrTheSame_livesOn() {
        EmbeddedChannel same = open("root", "toor");
        EmbeddedChannel promoted = open("alice", "wonder land");
        access.change(credentials(ROOT + " operator", ALICE + " operator"));
        supervisor.reviewAccess();
        assertThat(ask(same, "/clients")).startsWith("*2\n");
        assertThat(ask(promoted, "/clients")).startsWith("*2\n");
    }

    @Test
    void lines_beforeAuth_areReadNoFurtherThanAFew() {
        EmbeddedChannel channel = open();
        Session session =
                (Session) registry.entries(Connection.SOCKET_LISTENER).get(0).subject();
        List<Boolean> reading = new ArrayList<>();
        for (int i = 1; i <= Access.MAILBOX_LINES; i++) {
            session.cast(Line.of("x"));
            reading.add(channel.config().isAutoRead());
        }
        assertThat(reading.get(Access.MAILBOX_LINES - 2)).isTrue();
        assertThat(reading.get(Access.MAILBOX_LINES - 1)).isFalse();
        assertThat(hear(channel)).isEqualTo(FIRST.repeat(Access.MAILBOX_LINES));
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(Access.OUTPUT_BYTES);
        assertThat(ask(channel, "/auth alice wonder land")).isEqualTo("+OK\n");
        assertThat(channel.config().getWriteBufferHighWaterMark())
                .isEqualTo(options.limits().intOf(Limit.OUTPUT_SOFT));
    }
}
