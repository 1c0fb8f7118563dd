package io.rollcall.examples.tutorial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Step 3: the handler only forwards; a worker of the connection's own does the work. */
public final class WorkerPerConnection extends SimpleChannelInboundHandler<String> {
    private final LineWorker worker;

    private WorkerPerConnection(Channel connection) {
        worker = new LineWorker("worker", connection, LineWorker::say);
    }

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        return Listener.start(
                port, pipeline -> EchoLines.lines(pipeline).addLast(new WorkerPerConnection(pipeline.channel())));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        if (!worker.cast(line)) {
            context.writeAndFlush("> too fast, not taken: " + line);
        }
    }
}
