package io.rollcall.server.observer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.function.Supplier;

/** What a request to the observer passes; each step has a bound. */
final class ObserverPipeline extends ChannelInitializer<Channel> {
    static final int MOST_CONNECTIONS = 32;
    static final int LONGEST_LINE = 4096;
    static final int LARGEST_HEADER = 8192;
    static final int LARGEST_BODY = 4096;

    private static final int LARGEST_CHUNK = 8192;
    private static final int WRITE_SECONDS = 30;
    private static final int UNTAKEN_BYTES = 64 * 1024;

    private final Supplier<RequestHandler> handlers;
    /** The observer's event loop's own. */
    private int open;

    ObserverPipeline(Supplier<RequestHandler> handlers) {
        this.handlers = handlers;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (open >= MOST_CONNECTIONS) {
            channel.close();
            return;
        }
        open++;
        channel.closeFuture().addListener(closed -> open--);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(UNTAKEN_BYTES / 2, UNTAKEN_BYTES));
        channel.pipeline()
                .addLast(new HttpServerCodec(LONGEST_LINE, LARGEST_HEADER, LARGEST_CHUNK))
                .addLast(new WriteTimeoutHandler(WRITE_SECONDS))
                .addLast(new HttpObjectAggregator(LARGEST_BODY, true))
                .addLast(new RequestDeadline())
                .addLast(new FlowControlHandler())
                .addLast(handlers.get());
    }
}
