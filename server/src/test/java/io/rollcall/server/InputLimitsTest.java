package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.rollcall.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How fast a connection is read, and how much of all waits. */
class InputLimitsTest {
    private final RecordedEvents events = new RecordedEvents();
    private final Registry<Connection> registry =
            Registry.<Connection>builder().executor(Runnable::run).build();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private WorkerFactory factory = BundledWorker.ECHO;

    @AfterEach
    void channels_leaveNothing() {
        for (EmbeddedChannel channel : channels) {
            channel.close();
            channel.checkException();
            channel.finishAndReleaseAll();
        }
        assertThat(registry.audit()).isEmpty();
    }

    private WorkerSupervisor supervisor(Limit limit, long value) {
        StallWatch watch = new StallWatch(events);
        return new WorkerSupervisor(Servers.options().with(limit, value), registry, factory, null, watch, events);
    }

    private EmbeddedChannel open(WorkerSupervisor supervisor) {
        EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
        channel.freezeTime();
        channel.pipeline().addLast(new LinePipeline(supervisor));
        channels.add(channel);
        return channel;
    }

    private static void say(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private static void pass(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private static String hear(EmbeddedChannel channel) {
        StringBuilder heard = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return heard.toString();
    }

    @Test
    void rate_fasterThanAllowed_isDelayedAndLosesNothing() {
        WorkerSupervisor supervisor = supervisor(Limit.RATE, 10);
        EmbeddedChannel channel = open(supervisor);
        say(channel, "a\n".repeat(19));
        assertThat(hear(channel)).hasSize(2 * 19);
        assertThat(supervisor.limitCounts().met(Limit.RATE)).isZero();
        say(channel, "b\n".repeat(5) + "last");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();
        assertThat(hear(channel)).isEqualTo("b\n");
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(supervisor.limitCounts().met(Limit.RATE)).isEqualTo(1);
        pass(channel, 99);
        assertThat(hear(channel)).isEmpty();
        for (int i = 0; i < 4; i++) {
            pass(channel, i == 0 ? 1 : 100);
            assertThat(hear(channel)).isEqualTo("b\n");
        }
        pass(channel, 100);
        assertThat(hear(channel)).isEqualTo("last\n");
        pass(channel, 100);
        assertThat(events.ended).containsExactly("c1 eof");
    }

    @Test
    void rate_afterAPause_allowsTheBurstAgain() {
        EmbeddedChannel channel = open(supervisor(Limit.RATE, 10));
        say(channel, "a\n".repeat(20));
        assertThat(channel.config().isAutoRead()).isFalse();
        pass(channel, 2_000);
        hear(channel);
        say(channel, "a\n".repeat(25));
        assertThat(hear(channel)).hasSize(2 * 20);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void rate_overASocket_answersAll(Transport transport) throws Exception {
        ServerOptions options = Servers.options().withTransport(transport).with(Limit.RATE, 100);
        try (LineServer server = Servers.start(options, BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            long began = System.nanoTime();
            client.send("x\n".repeat(250)).halfClose();
            assertThat(client.hearAll()).hasSize(2 * 250);
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
        }
    }

    /** A worker that answers when it is told to. */
    private Queue<Reply.Later> answersLater() {
        Queue<Reply.Later> put = new ArrayDeque<>();
        factory = connection -> (message, reply) -> {
            reply.line(message);
            put.add(reply.later());
        };
        return put;
    }

    @Test
    void inputTotal_reached_readsOnlyWhoHasNothingWaiting() {
        Queue<Reply.Later> put = answersLater();
        WorkerSupervisor supervisor = supervisor(Limit.INPUT_TOTAL, 1 << 16);
        EmbeddedChannel one = open(supervisor);
        EmbeddedChannel two = open(supervisor);
        String kilobyte = "x".repeat(1024 - InputBudget.INPUT_BYTES) + "\n";
        say(one, kilobyte.repeat(32));
        say(two, kilobyte.repeat(32));
        assertThat(supervisor.input().waiting()).isEqualTo(1 << 16);
        assertThat(one.config().isAutoRead()).isTrue();
        assertThat(two.config().isAutoRead()).isTrue();
        assertThat(supervisor.limitCounts().met(Limit.INPUT_TOTAL)).isZero();

        say(one, kilobyte + kilobyte);
        assertThat(one.config().isAutoRead()).isFalse();
        assertThat(two.config().isAutoRead()).isTrue();
        EmbeddedChannel three = open(supervisor);
        say(three, "served\n");
        assertThat(put).as("the line of an empty mailbox is taken").hasSize(3);
        assertThat(supervisor.limitCounts().met(Limit.INPUT_TOTAL)).isEqualTo(2);

        int lines = 0;
        for (Reply.Later next = put.poll(); next != null; next = put.poll()) {
            lines++;
            next.complete();
            channels.forEach(EmbeddedChannel::runPendingTasks);
        }
        assertThat(lines).isEqualTo(32 + 2 + 32 + 1);
        assertThat(channels).allMatch(channel -> channel.config().isAutoRead());
        assertThat(supervisor.input().waiting()).isZero();
        assertThat(hear(one)).hasSize(34 * kilobyte.length());
        assertThat(hear(three)).isEqualTo("served\n");
    }

    @Test
    void endOfInput_readingIsStopped_staysBytesUntilItIsReadAgain() {
        Queue<Reply.Later> put = answersLater();
        WorkerSupervisor supervisor = supervisor(Limit.MAILBOX, 2);
        EmbeddedChannel channel = open(supervisor);
        say(channel, "a\nb\n");
        assertThat(channel.config().isAutoRead()).isFalse();
        long before = supervisor.input().waiting();
        say(channel, "c\n".repeat(10_000));
        say(channel, "last");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(supervisor.input().waiting() - before).isEqualTo(20_004);
        for (Reply.Later next = put.poll(); next != null; next = put.poll()) {
            next.complete();
            channel.runPendingTasks();
        }
        assertThat(hear(channel)).isEqualTo("a\nb\n" + "c\n".repeat(10_000) + "last\n");
        assertThat(events.ended).containsExactly("c1 eof");
        assertThat(supervisor.input().waiting()).isZero();
    }

    @Test
    void reset_readingIsStopped_releasesWhatIsHeld() {
        answersLater();
        WorkerSupervisor supervisor = supervisor(Limit.MAILBOX, 2);
        EmbeddedChannel channel = open(supervisor);
        say(channel, "a\nb\n");
        ByteBuf held = Unpooled.copiedBuffer("c\n", StandardCharsets.UTF_8);
        channel.writeInbound(held);
        assertThat(held.refCnt()).isEqualTo(1);
        channel.close();
        channel.runPendingTasks();
        assertThat(held.refCnt()).isZero();
        assertThat(supervisor.input().waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void endOfInput_manyShortLinesOverASocket_areAllAnswered(Transport transport) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WorkerFactory waits = connection -> (message, reply) -> {
            go.await();
            reply.line(message);
        };
        ServerOptions options = Servers.options(transport, WorkerThreads.POOL).with(Limit.MAILBOX, 8);
        try (LineServer server = Servers.start(options, waits);
                LineClient client = new LineClient(server)) {
            client.send("x\n".repeat(30_000)).halfClose();
            go.countDown();
            assertThat(client.hearAll()).hasSize(2 * 30_000);
        }
    }

    @Test
    void inputTotal_connectionEndsWhileItsWorkerHasALine_countsItNoMore() {
        answersLater();
        WorkerSupervisor supervisor = supervisor(Limit.INPUT_TOTAL, 1 << 16);
        EmbeddedChannel channel = open(supervisor);
        say(channel, ("x".repeat(2_000) + "\n").repeat(10));
        assertThat(supervisor.input().waiting()).isGreaterThan(20_000);
        channel.close();
        channel.runPendingTasks();
        assertThat(supervisor.input().waiting()).isZero();
    }
}
