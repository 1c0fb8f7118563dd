package io.rollcall.examples.tutorial;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.StringDecoder;

/** Step 2: bytes become lines, and each line goes back where it came from. */
public final class EchoLines extends SimpleChannelInboundHandler<String> {
    private static final int LONGEST_LINE = 8192;

    private EchoLines() {}

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        return Listener.start(port, pipeline -> lines(pipeline).addLast(new EchoLines()));
    }

    /** Has a connection read and write whole lines. */
    static ChannelPipeline lines(ChannelPipeline pipeline) {
        return pipeline.addLast(new LineBasedFrameDecoder(LONGEST_LINE), new StringDecoder(), new LineEncoder());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        context.writeAndFlush(line);
    }
}
