package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.rollcall.registry.Census;
import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import io.rollcall.registry.Scope;
import io.rollcall.registry.Subscription;
import io.rollcall.registry.Watcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The whole pipeline in memory, with no thread and no socket, and its pieces. */
class LinePipelineTest {
    private static final Name C1 = Name.of("c1");
    private static final Name ALICE = Name.of("alice");

    private final RecordedEvents events = new RecordedEvents();
    private final Registry<Connection> registry =
            Registry.<Connection>builder().executor(Runnable::run).build();
    private final List<String> received = new ArrayList<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private ServerOptions options = Servers.options();
    private WorkerFactory factory = connection -> (message, reply) -> {
        received.add(message.text());
        reply.line(message);
    };

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

    private LinePipeline pipeline() {
        return new LinePipeline(supervisor());
    }

    private WorkerSupervisor supervisor() {
        return new WorkerSupervisor(options, registry, factory, null, new StallWatch(events), events);
    }

    private EmbeddedChannel open(LinePipeline pipeline) {
        EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
        channel.freezeTime(); // before the idle handler looks at the clock
        channel.pipeline().addLast(pipeline);
        channels.add(channel);
        return channel;
    }

    private EmbeddedChannel open() {
        return open(pipeline());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static EmbeddedChannel say(EmbeddedChannel channel, String text) {
        channel.writeInbound(bytes(text));
        return channel;
    }

    private static String hear(EmbeddedChannel channel) {
        StringBuilder heard = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return heard.toString();
    }

    private static void advance(EmbeddedChannel channel, Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void lines_inAnyPortions_areAnsweredInOrder() {
        EmbeddedChannel channel = open();
        for (char each : "a\r\n/ping\n\u0007\n/name alice\nlast\n".toCharArray()) {
            say(channel, String.valueOf(each));
        }
        assertThat(hear(channel)).isEqualTo("a\r\n+PONG\n-BADLINE 0 a control character\n+OK\nlast\n");
        assertThat(received).containsExactly("a", "last");
    }

    @Test
    void lines_inOnePiece_areAnsweredInOneBuffer() {
        EmbeddedChannel channel = say(open(), "a\nb\n/ping\nc\n");
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(hear(channel)).isEqualTo("a\nb\n+PONG\nc\n");
    }

    @Test
    void lines_moreThanASlice_areTakenInSlices() {
        EmbeddedChannel channel = say(open(), "x\n".repeat(256 + 256 + 1));
        List<Integer> lines = new ArrayList<>();
        for (ByteBuf written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
            lines.add(written.readableBytes() / 2);
            written.release();
        }
        assertThat(lines).containsExactly(256, 256, 1);
    }

    @Test
    void commands_thatTakeLong_letTheLoopGoOn() {
        EmbeddedChannel channel = open();
        Scope slow = Scope.of(Name.of("slow"));
        // on the thread of who changes it
        Watcher<Connection> late = change -> channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        Subscription watch = registry.watch(slow, late, Runnable::run, 1);
        say(channel, "a\n/name fast\n/name slow\n/ping\nb\n");
        watch.close();
        assertThat(channel.outboundMessages()).hasSize(2);
        assertThat(hear(channel)).isEqualTo("a\n+OK\n+OK\n+PONG\nb\n");
    }

    @Test
    void twoChannels_haveTwoOwners() {
        LinePipeline pipeline = pipeline();
        EmbeddedChannel one = open(pipeline);
        EmbeddedChannel two = open(pipeline);
        assertThat(registry.count(Connection.SOCKET_LISTENER)).isEqualTo(2);
        say(one, "/name alice\n");
        say(two, "/where alice\n/name alice\n/send alice hi\n");
        assertThat(hear(two)).isEqualTo("+c1\n-TAKEN c1\n+OK\n");
        one.runPendingTasks();
        assertThat(hear(one)).isEqualTo("+OK\n>msg c2 hi\n");
    }

    @Test
    void outputOfAll_tooMuch_refusesWhatAddsToItUntilItIsLess() {
        WorkerSupervisor supervisor = supervisor();
        EmbeddedChannel channel = open(new LinePipeline(supervisor));
        OutputBudget budget = supervisor.outputBudget();
        OutputBudget.Share share = budget.new Share(() -> {});
        share.set(options.limits().get(Limit.OUTPUT_TOTAL) + 1);
        say(channel, "/send c1 hi\n/cast room hi\n/where c1\nhello\n");
        String busy = "-BUSY too much output waits to be read, try again\n";
        assertThat(hear(channel)).isEqualTo(busy + busy + "+c1\nhello\n");
        share.set(0);
        say(channel, "/cast room hi\n/send c1 hi\n");
        channel.runPendingTasks();
        assertThat(hear(channel)).isEqualTo("+0\n+OK\n>msg c1 hi\n");
    }

    @Test
    void commands_behindTheEndOfTheirOwner_areAnsweredClosing() {
        factory = connection -> (message, reply) -> {
            connection.owner().leave();
            reply.line(message);
        };
        EmbeddedChannel channel = say(open(), "the end\n/name x\n/ping\n");
        assertThat(hear(channel)).isEqualTo("the end\n-CLOSING this connection has ended\n+PONG\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void mailbox_full_stopsTheReadingAndGoesOn() {
        options = options.with(Limit.MAILBOX, 4);
        List<Reply.Later> put = new ArrayList<>();
        factory = connection -> (message, reply) -> {
            received.add(message.text());
            reply.line(message);
            put.add(reply.later());
        };
        EmbeddedChannel channel = say(open(), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        assertThat(channel.config().isAutoRead()).isFalse();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            assertThat(received).hasSize(i + 1);
            put.get(i).complete();
            channel.runPendingTasks();
            expected.append(i).append('\n');
        }
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(hear(channel)).isEqualTo(expected.toString());
    }

    @Test
    void inputShutdown_whileReadingIsStopped_finishesAllAndCloses() {
        options = options.with(Limit.MAILBOX, 1);
        EmbeddedChannel channel = open();
        channel.pipeline().fireChannelRead(bytes("a\nb\nc\nlast"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();
        assertThat(hear(channel)).isEqualTo("a\nb\nc\nlast\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(events.ended).containsExactly("c1 eof");
    }

    @Test
    void endInput_whileReadingIsStopped_finishesAllThatWasRead() {
        options = options.with(Limit.MAILBOX, 1);
        EmbeddedChannel channel = open();
        channel.pipeline().fireChannelRead(bytes("a\nb\n"));
        channel.pipeline().fireChannelRead(bytes("c\n"));
        LinePipeline.endInput(channel, Session.DRAIN);
        channel.runPendingTasks();
        assertThat(hear(channel)).isEqualTo("a\nb\nc\n");
        assertThat(events.ended).containsExactly("c1 drain");
    }

    @Nested
    class Lease {
        @Test
        void peerGone_nameIsFreeBeforeAnybodyElseHearsOfIt() {
            List<String> heard = new ArrayList<>();
            EmbeddedChannel channel = say(open(), "/name alice\n");
            channel.closeFuture().addListener(closed -> heard.add("future " + registry.find(ALICE)));
            ChannelInboundHandlerAdapter last = new ChannelInboundHandlerAdapter() {
                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                    heard.add("handler " + registry.find(ALICE));
                }
            };
            channel.pipeline().addFirst(last);
            channel.close();
            assertThat(heard).containsExactly("future null", "handler null");
            assertThat(events.ended).containsExactly("c1 reset");
            channel.finishAndReleaseAll();
        }

        @Test
        void readFails_dropsWhatIsQueued() {
            EmbeddedChannel channel = open();
            channel.pipeline().fireChannelRead(bytes("a\n/name alice\n/cast socket_listener x\n"));
            channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
            channel.runPendingTasks();
            assertThat(received).isEmpty();
            assertThat(hear(channel)).isEmpty();
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 reset");
        }

        @Test
        void handlerFails_endsWithError() {
            EmbeddedChannel channel = open();
            channel.pipeline().fireExceptionCaught(new IllegalStateException("a bug"));
            channel.runPendingTasks();
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 error");
        }

        @Test
        void ownerEndedBySomebody_closesForTheSameReason() {
            EmbeddedChannel channel = say(open(), "/name alice\n");
            registry.find(C1).owner().leave(Reason.of("kicked"));
            channel.runPendingTasks();
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 kicked");
            assertThat(hear(channel)).isEqualTo("+OK\n");
        }

        @Test
        void registrationRefused_closesTheChannel() {
            Registry<Connection> closed = Registry.create();
            closed.close();
            StallWatch stallWatch = new StallWatch(events);
            EmbeddedChannel channel =
                    open(new LinePipeline(new WorkerSupervisor(options, closed, factory, null, stallWatch, events)));
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Nested
    class Forwarding {
        @Test
        void read_workerGone_dropsTheLine() {
            EmbeddedChannel channel = new EmbeddedChannel(
                    DefaultChannelId.newInstance(), new ForwardingHandler(registry, Name.of("nobody")));
            channels.add(channel);
            channel.writeInbound(Line.of("a"));
            assertThat(channel.inboundMessages()).isEmpty();
            assertThat(received).isEmpty();
        }

        @Test
        void read_castsAndRunsNothingItself() {
            EmbeddedChannel channel = open();
            channel.pipeline().fireChannelRead(bytes("a\n"));
            assertThat(received).isEmpty();
            channel.runPendingTasks();
            assertThat(received).containsExactly("a");
        }
    }

    @Nested
    class Idle {
        private final Duration idle = Duration.ofMinutes(15);

        @Test
        void silence_nothingHeld_closesWithAWord() {
            EmbeddedChannel channel = say(open(), "a\r\n");
            advance(channel, idle.minusMillis(1));
            assertThat(hear(channel)).isEqualTo("a\r\n");
            advance(channel, Duration.ofMillis(1));
            assertThat(hear(channel)).isEqualTo(">bye idle\r\n");
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 idle");
        }

        @Test
        void silence_interrupted_beginsAnew() {
            EmbeddedChannel channel = open();
            advance(channel, idle.minusMillis(1));
            say(channel, "a\n");
            advance(channel, idle.minusMillis(1));
            assertThat(channel.isOpen()).isTrue();
            advance(channel, Duration.ofMillis(1));
            assertThat(channel.isOpen()).isFalse();
        }

        @Test
        void silence_nameHeld_goesOnUntilItIsDropped() {
            EmbeddedChannel channel = say(open(), "/name alice\n");
            advance(channel, idle.multipliedBy(3));
            assertThat(channel.isOpen()).isTrue();
            say(channel, "/drop alice\n");
            advance(channel, idle);
            assertThat(hear(channel)).isEqualTo("+OK\n+OK\n>bye idle\n");
            assertThat(channel.isOpen()).isFalse();
        }

        @Test
        void silence_propertyHeld_goesOn() {
            EmbeddedChannel channel = say(open(), "/join room\n");
            advance(channel, idle.multipliedBy(3));
            assertThat(channel.isOpen()).isTrue();
        }

        @Test
        void silence_answerPutOff_goesOn() {
            factory = connection -> (message, reply) -> reply.later();
            EmbeddedChannel channel = say(open(), "a\n");
            advance(channel, idle.multipliedBy(3));
            assertThat(channel.isOpen()).isTrue();
        }

        @Test
        void silence_idleOff_goesOn() {
            options = options.with(Limit.IDLE, Duration.ZERO);
            EmbeddedChannel channel = open();
            advance(channel, idle.multipliedBy(3));
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Nested
    class Closing {
        @Test
        void close_withoutHalves_flushesThenCloses() {
            EmbeddedChannel channel = say(open(), "/quit\n/ping\n");
            assertThat(hear(channel)).isEqualTo("+BYE\n");
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 quit");
        }

        @Test
        void refusalThatCloses_answersAndCloses() {
            EmbeddedChannel channel = say(open(), "GET / HTTP/1.1\r\nHost: x\r\n/name alice\r\n");
            assertThat(hear(channel))
                    .startsWith("-WRONGPROTOCOL ")
                    .endsWith("\r\n")
                    .hasLineCount(1);
            assertThat(channel.isOpen()).isFalse();
            assertThat(events.ended).containsExactly("c1 error");
        }
    }
}
