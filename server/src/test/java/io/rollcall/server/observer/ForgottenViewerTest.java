package io.rollcall.server.observer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A browser that has the page open and takes nothing of it. */
class ForgottenViewerTest {
    private static final int DAY = 86_400;
    private static final String FRAME = "data: " + "x".repeat(2048) + "\n\n";

    @Test
    void stream_notReadForADay_holdsNoMoreThanItsBound() throws Exception {
        Viewers viewers = new Viewers();
        Looks looks = new Looks();
        HostGate gate = new HostGate("localhost", null);
        Api api = new Api(new Shown(10), new Chronicle(), false);
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel listener = new ServerBootstrap()
                    .group(loop)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            accepted.add(channel);
                            channel.pipeline()
                                    .addLast(new ObserverPipeline(
                                            () -> new RequestHandler(gate, new Assets(), viewers, looks, api)));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            try (Socket browser = new Socket()) {
                browser.setReceiveBufferSize(4096);
                browser.connect(listener.localAddress());
                browser.getOutputStream()
                        .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(browser.getInputStream().read()).isEqualTo('H');
                Channel channel = accepted.poll(20, TimeUnit.SECONDS);
                assertThat(channel).isNotNull();
                long most = loop.submit(() -> {
                            long held = 0;
                            for (int second = 0; second < DAY; second++) {
                                viewers.send(FRAME);
                                held = Math.max(
                                        held, channel.unsafe().outboundBuffer().totalPendingWriteBytes());
                            }
                            return held;
                        })
                        .get(60, TimeUnit.SECONDS);
                System.out.printf(
                        "a day of frames of %d bytes that nobody takes: %d bytes held at most%n", FRAME.length(), most);
                assertThat(most).isBetween(1L, 64 * 1024L + 2L * FRAME.length());
                assertThat(viewers.count()).isOne();
                channel.close().sync(); // what it held is given back, or the leak detection says so
                assertThat(loop.submit(viewers::count).get()).isZero();
            }
        } finally {
            looks.stop();
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
