package io.rollcall.server.observer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Those who have the page open. All are sent the same frame, made once; one who has not taken the frames before is not
 * sent it, so a forgotten page holds one buffer and no more. Confined to the observer's event loop, but for the count.
 */
final class Viewers {
    static final int MOST = 16;

    private final Set<Channel> open = new LinkedHashSet<>();
    /** Written by the loop. */
    private volatile int count;

    /** Begins a stream of frames; false if there are as many as may be. */
    boolean add(Channel channel) {
        if (open.size() >= MOST) {
            return false;
        }
        var begin = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        PageHeaders.addTo(begin.headers());
        begin.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.write(begin);
        channel.writeAndFlush(frame("retry: 1000\n\n"));
        channel.config().setAutoRead(true); // to hear of its end; what else it may say is dropped
        open.add(channel);
        count = open.size();
        channel.closeFuture().addListener(closed -> remove(channel));
        return true;
    }

    private void remove(Channel channel) {
        open.remove(channel);
        count = open.size();
    }

    boolean isViewer(Channel channel) {
        return open.contains(channel);
    }

    /** How many there are; any thread may ask. */
    int count() {
        return count;
    }

    /** Sends a frame to all who have taken the last. */
    void send(String frame) {
        ByteBuf bytes = Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8);
        for (Channel channel : open) {
            if (channel.isWritable()) {
                channel.writeAndFlush(new DefaultHttpContent(bytes.retainedDuplicate()));
            }
        }
        bytes.release();
    }

    private static DefaultHttpContent frame(String text) {
        return new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }
}
