package io.rollcall.server.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Puts a load on a server from one event loop. */
public final class LoadGenerator {
    private LoadGenerator() {}

    /**
     * Runs a load to its end. May be called from any thread but an event loop.
     *
     * @param arguments what the load is
     * @return what was found; every reply was the right one
     * @throws BenchException if a reply was wrong or missing, or there is no such server
     * @throws InterruptedException if this thread is interrupted
     */
    public static Outcome run(BenchArguments arguments) throws BenchException, InterruptedException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("bench", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            return load(arguments, group.next()).run().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BenchException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private static Load load(BenchArguments arguments, EventLoop loop) {
        return switch (arguments.mode) {
            case ECHO -> new EchoLoad(arguments, loop);
            case FANOUT -> new FanOutLoad(arguments, loop);
            case STORM -> new StormLoad(arguments, loop);
        };
    }
}
