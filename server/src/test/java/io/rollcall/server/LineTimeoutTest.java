package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rollcall.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was begun has to end in time. */
class LineTimeoutTest {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final String TIMED_OUT = "-TIMEOUT line-timeout 30s, the line did not end\n";

    private final RecordedEvents events = new RecordedEvents();
    private final Registry<Connection> registry =
            Registry.<Connection>builder().executor(Runnable::run).build();
    private final EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
    private final WorkerSupervisor supervisor = new WorkerSupervisor(
            Servers.options().with(Limit.LINE_TIME, TIME),
            registry,
            BundledWorker.ECHO,
            null,
            new StallWatch(events),
            events);

    LineTimeoutTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new LinePipeline(supervisor));
    }

    @AfterEach
    void channel_closes_leavesNothing() {
        channel.close();
        channel.checkException();
        channel.finishAndReleaseAll();
        assertThat(registry.audit()).isEmpty();
    }

    private LineTimeoutTest say(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        return this;
    }

    private String hear() {
        StringBuilder heard = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return heard.toString();
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unfinished", "a\r", "\u0001", "\u00ff\u00fa\u0018...", "\u00ff"})
    void begun_notEndedInTime_isAnsweredAndClosed(String begun) {
        say("before\n" + begun);
        pass(29_999);
        assertThat(hear()).isEqualTo("before\n");
        pass(1);
        assertThat(hear()).isEqualTo(TIMED_OUT);
        assertThat(events.ended).containsExactly("c1 limit");
        assertThat(supervisor.limitCounts().met(Limit.LINE_TIME)).isEqualTo(1);
    }

    @Test
    void begun_byteByByte_hasNoMoreTimeForThat() {
        for (int i = 0; i < 29; i++) {
            say("x");
            pass(1_000);
        }
        assertThat(hear()).isEmpty();
        pass(1_000);
        assertThat(hear()).isEqualTo(TIMED_OUT);
    }

    @Test
    void begun_endedInTime_startsAnewForTheNext() {
        say("a");
        pass(29_000);
        say("b\nc");
        pass(29_999);
        assertThat(hear()).isEqualTo("ab\n");
        pass(1);
        assertThat(hear()).isEqualTo(TIMED_OUT);
    }

    @Test
    void nothingBegun_forLong_isLeftAlone() {
        say("a\n");
        pass(100_000);
        say("b");
        pass(20_000);
        say("\n");
        pass(100_000);
        assertThat(hear()).isEqualTo("a\nb\n");
        assertThat(events.ended).isEmpty();
        assertThat(supervisor.limitCounts().met(Limit.LINE_TIME)).isZero();
    }

    @Test
    void begun_readingIsStopped_countsFromWhenItIsReadAgain() {
        say("a");
        channel.config().setAutoRead(false);
        pass(95_000);
        channel.config().setAutoRead(true);
        pass(29_999);
        assertThat(hear()).isEmpty();
        pass(1);
        assertThat(hear()).isEqualTo(TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void begun_overASocket_isAnsweredAndClosed(Transport transport) throws Exception {
        ServerOptions options = Servers.options().withTransport(transport).with(Limit.LINE_TIME, 50);
        try (LineServer server = Servers.start(options, BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            assertThat(client.send("a\nunfinished").hear()).isEqualTo("a");
            assertThat(client.hear()).isEqualTo("-TIMEOUT line-timeout 50ms, the line did not end");
            assertThat(client.hear()).isNull();
        }
    }
}
