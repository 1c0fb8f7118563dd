package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event loop that nobody can wake. */
class HeartbeatTest {
    private final Semaphore sleeps = new Semaphore(0);

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void task_whileTheLoopSleepsAndItsWakeupIsLost_runsAtTheNextBeat(Transport transport) throws Exception {
        IoHandlerFactory io = transport.ioHandler();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("deaf", true), loop -> new Deaf(io.newHandler(loop)));
        try {
            Heartbeat.start(loops);
            loops.next().schedule(() -> {}, 15, TimeUnit.MINUTES); // as each connection's idle time does
            assertThat(sleeps.tryAcquire(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("it goes to sleep")
                    .isTrue();
            CountDownLatch ran = new CountDownLatch(1);
            loops.next().execute(ran::countDown);
            assertThat(ran.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the task runs")
                    .isTrue();
        } finally {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
        assertThat(loops.terminationFuture().await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                .as("it ends, though it beats")
                .isTrue();
    }

    /** Tells when its loop is about to sleep, and loses each wake-up. */
    private final class Deaf implements IoHandler {
        private final IoHandler io;

        Deaf(IoHandler io) {
            this.io = io;
        }

        @Override
        public int run(IoHandlerContext context) {
            if (!context.canBlock()) {
                return io.run(context);
            }
            sleeps.release();
            return io.run(new Asleep(context)); // whatever task comes from now on
        }

        @Override
        public void wakeup() {
            // lost
        }

        @Override
        public void initialize() {
            io.initialize();
        }

        @Override
        public void prepareToDestroy() {
            io.prepareToDestroy();
        }

        @Override
        public void destroy() {
            io.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return io.register(handle);
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return io.isCompatible(handleType);
        }
    }

    /** The loop has decided to sleep, and does not see what it is given meanwhile. */
    private record Asleep(IoHandlerContext loop) implements IoHandlerContext {
        @Override
        public boolean canBlock() {
            return true;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return loop.delayNanos(currentTimeNanos);
        }

        @Override
        public long deadlineNanos() {
            return loop.deadlineNanos();
        }
    }
}
