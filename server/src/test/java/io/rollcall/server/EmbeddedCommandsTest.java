package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.rollcall.registry.Census;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands by which connections meet, between channels in memory: no thread, no socket, no waiting. */
class EmbeddedCommandsTest {
    private final LineServer server = LineServer.create(Servers.options().withOpenTakeover(true), BundledWorker.ECHO);
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final EmbeddedChannel one = open();
    private final EmbeddedChannel two = open();
    private final EmbeddedChannel three = open();

    private EmbeddedChannel open() {
        return open(false);
    }

    private EmbeddedChannel open(boolean operator) {
        EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
        channel.attr(Session.CONTROL).set(operator);
        channel.freezeTime();
        channel.pipeline().addLast(server.pipeline());
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void channels_leaveNothing() {
        for (EmbeddedChannel channel : channels) {
            channel.close();
            channel.checkException();
            channel.finishAndReleaseAll();
        }
        assertThat(server.registry().audit()).isEmpty();
        assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
        server.close();
    }

    private static List<String> hear(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder heard = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return heard.toString().lines().toList();
    }

    private static List<String> ask(EmbeddedChannel channel, String... lines) {
        channel.writeInbound(Unpooled.copiedBuffer(String.join("\n", lines) + "\n", StandardCharsets.UTF_8));
        return hear(channel);
    }

    @Test
    void queue_holderDropsOrEnds_theNextIsGranted() {
        assertThat(ask(one, "/queue lock", "/queue lock")).containsExactly("+OK", "-TAKEN c1");
        assertThat(ask(two, "/queue lock v", "/queue lock")).containsExactly("+QUEUED 1", "-TAKEN c1");
        assertThat(ask(three, "/queue lock", "/watch lock")).containsExactly("+QUEUED 2", "+c1");
        assertThat(ask(one, "/drop lock", "/where lock")).containsExactly("+OK", "+c2 v");
        assertThat(hear(two)).containsExactly(">granted lock");
        assertThat(hear(three)).containsExactly(">moved lock c2");
        two.close();
        assertThat(hear(three)).containsExactlyInAnyOrder(">granted lock", ">moved lock c3");
        assertThat(ask(three, "/send c1 mine")).containsExactly("+OK");
        assertThat(hear(one)).containsExactly(">msg lock mine");
        assertThat(ask(one, "/queue lock", "/drop lock", "/drop lock"))
                .containsExactly("+QUEUED 1", "+OK", "-NOTYOURS lock");
    }

    @Test
    void take_anothersName_tellsThatOneAndClosesIt() {
        assertThat(ask(one, "/take alice v", "/take alice")).containsExactly("+OK", "-TAKEN c1");
        assertThat(ask(three, "/watch alice", "/watch c1")).containsExactly("+c1", "+c1");
        assertThat(ask(two, "/take alice")).containsExactly("+OK c1");
        assertThat(hear(one)).containsExactly(">taken alice c2");
        assertThat(one.isOpen()).isFalse();
        assertThat(hear(three)).containsExactlyInAnyOrder(">moved alice c2", ">down c1 taken");
        assertThat(ask(two, "/where alice")).containsExactly("+c2");
    }

    @Test
    void give_toAnIdOrAName_movesTheNameWithItsValue() {
        ask(one, "/name alice v", "/name zoe");
        ask(two, "/name bob");
        assertThat(ask(three, "/watch zoe")).containsExactly("+c1");
        assertThat(ask(one, "/give alice c2", "/give zoe bob", "/give zoe c2", "/give x c2"))
                .containsExactly("+OK", "+OK", "-NOTYOURS zoe", "-NOTYOURS x");
        assertThat(hear(two)).containsExactly(">given alice zoe", ">given zoe c1");
        assertThat(hear(three)).containsExactly(">moved zoe c2");
        assertThat(ask(two, "/give alice c9", "/give alice nobody", "/where alice"))
                .containsExactly("-NONE nobody holds c9", "-NONE nobody holds nobody", "+c2 v");
    }

    @Test
    void watch_nameAndProperty_tellEachChangeUntilUnwatched() {
        assertThat(ask(one, "/watch alice", "/watch #room", "/watch c9"))
                .containsExactly("+NONE", "+0", "-NONE no connection is c9");
        ask(two, "/name alice", "/set alice v w", "/drop alice");
        assertThat(hear(one)).containsExactly(">up alice c2", ">set alice c2 v w", ">down alice dropped");
        ask(two, "/join room r", "/set #room s", "/leave room");
        assertThat(hear(one)).containsExactly(">join room c2 r", ">set #room c2 s", ">left room c2 left");
        assertThat(ask(one, "/unwatch alice", "/unwatch #room", "/unwatch #room"))
                .containsExactly("+OK", "+OK", "-NOTYOURS #room");
        ask(two, "/name alice", "/join room");
        assertThat(hear(one)).isEmpty();
    }

    @Test
    void await_freeName_tellsOnce() {
        assertThat(ask(one, "/await alice 5", "/await alice", "/await c2", "/await c9"))
                .containsExactly("+WAIT", "+WAIT", "+c2", "-NONE no connection is c9");
        ask(two, "/name alice", "/drop alice", "/name alice");
        assertThat(hear(one)).containsExactly(">up alice c2", ">up alice c2");
        assertThat(ask(one, "/await alice")).containsExactly("+c2");
    }

    @Test
    void counters_ofSeveral_addUp() {
        assertThat(ask(one, "/add jobs", "/add jobs 5", "/add jobs x"))
                .containsExactly("+1", "+6", "-USAGE /add COUNTER [N]");
        assertThat(ask(two, "/add jobs -2", "/total jobs", "/total none")).containsExactly("+-2", "+4", "+0");
        one.close();
        assertThat(ask(two, "/total jobs")).containsExactly("+-2");
    }

    @Test
    void names_moreThanAPage_goOnWithTheCursor() {
        Owner<Connection> holder = server.registry().join(server.registry().find(Name.of("c1")));
        for (int i = 100; i < 400; i++) {
            holder.register(Name.of("n" + i));
        }
        List<String> first = ask(two, "/names n");
        assertThat(first).hasSize(257).startsWith("*256 more=" + first.get(0).substring(10), "c1 n100");
        holder.register(Name.of("n000")); // before the cursor: not seen, and nothing is seen twice
        List<String> rest = ask(two, "/more " + first.get(0).substring(10));
        assertThat(rest).hasSize(45).startsWith("*44", "c1 n356").endsWith("c1 n399");
        holder.leave();
    }

    @Test
    void me_showsAllThatOneHoldsAndWaitsFor() {
        ask(one, "/name lock");
        ask(two, "/name a v", "/join p", "/add k 3", "/watch #p", "/watch lock", "/await x", "/queue lock");
        assertThat(ask(two, "/me"))
                .containsExactly(
                        "*8",
                        "id c2",
                        "name a v",
                        "prop p",
                        "counter k 3",
                        "watch #p",
                        "watch lock",
                        "await x",
                        "queue lock");
        assertThat(ask(two, "/info registry")).contains("names 2", "waiting 2", "watches 2");
        assertThat(ask(two, "/limits")).contains("names 64", "queues 64");
    }

    @Test
    void inputShutdown_withAWatch_freesAllAndStreamsOn() {
        assertThat(ask(one, "/name alice", "/watch bob")).containsExactly("+OK", "+NONE");
        one.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(hear(one)).isEmpty();
        assertThat(ask(two, "/where alice", "/watch c1", "/name bob"))
                .containsExactly("-NONE nobody holds alice", "-NONE no connection is c1", "+OK");
        assertThat(hear(one)).containsExactly(">up bob c2");
        assertThat(one.isOpen()).isTrue();
        one.close();
        assertThat(server.registry().census().watches()).isZero();
    }

    @Test
    void operator_seesAllAndEndsOne_othersMayNot() {
        AtomicBoolean drained = new AtomicBoolean();
        server.onDrainAsked(() -> drained.set(true));
        EmbeddedChannel operator = open(true);
        ask(one, "/name alice");
        assertThat(ask(two, "/clients", "/kick alice", "/audit", "/drain"))
                .hasSize(4)
                .allMatch(reply -> reply.startsWith("-DENIED /"));
        assertThat(ask(operator, "/clients"))
                .hasSize(5)
                .anyMatch(row -> row.startsWith("c1 ") && row.endsWith(" holds=1 as=alice"));
        assertThat(ask(operator, "/members socket_listener")).contains("*4", "c1", "c4");
        assertThat(ask(operator, "/kick alice bad manners", "/where alice", "/kick alice"))
                .containsExactly("+OK", "-NONE nobody holds alice", "-NONE nobody holds alice");
        assertThat(hear(one)).containsExactly(">bye kicked bad manners");
        assertThat(one.isOpen()).isFalse();
        assertThat(ask(operator, "/drain")).containsExactly("+OK");
        assertThat(drained).isTrue();
    }
}
