package io.rollcall.server.observer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection, one after the other. Confined to the observer's event loop. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger("io.rollcall.server");
    private static final int MOST_PARAMETERS = 16;
    private static final Set<String> ACTIONS = Set.of("/api/kick", "/api/drain");

    private final HostGate gate;
    private final Assets assets;
    private final Viewers viewers;
    private final Looks looks;
    private final Api api;

    RequestHandler(HostGate gate, Assets assets, Viewers viewers, Looks looks, Api api) {
        this.gate = gate;
        this.assets = assets;
        this.viewers = viewers;
        this.looks = looks;
        this.api = api;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (viewers.isViewer(ctx.channel())) {
            return; // its stream is the last that it is answered
        }
        ctx.channel().config().setAutoRead(false); // the next one is taken when this one is answered
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && !request.decoderResult().isFailure();
        boolean head = request.method().equals(HttpMethod.HEAD);
        Answer refusal = refusal(ctx, request);
        if (refusal != null) {
            send(ctx, refusal, false, head);
            return;
        }
        Answer wrongToken = gate.tokenRefusal(request);
        if (wrongToken != null) {
            send(ctx, wrongToken, keepAlive, head);
            return;
        }
        QueryStringDecoder target =
                new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, MOST_PARAMETERS);
        String path;
        try {
            path = target.path();
            target.parameters();
        } catch (IllegalArgumentException malformed) {
            send(ctx, Answer.words(HttpResponseStatus.BAD_REQUEST, "the address is malformed"), false, head);
            return;
        }
        if (path.equals("/api/stream")) {
            stream(ctx, head);
            return;
        }
        Answer quick = quick(path, request);
        if (quick != null) {
            send(ctx, quick, keepAlive, head);
        } else if (!looks.look(() -> answer(ctx, target, keepAlive, head))) {
            send(ctx, Answer.words(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many ask"), keepAlive, head);
        }
    }

    private @Nullable Answer refusal(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return cause instanceof TooLongHttpLineException
                    ? Answer.words(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the address is too long")
                    : cause instanceof TooLongFrameException
                            ? Answer.words(
                                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the header is too large")
                            : Answer.words(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request");
        }
        return gate.refusal(request, ctx.channel().localAddress());
    }

    /** Returns what costs nothing to answer; null for what has to be looked up. */
    private @Nullable Answer quick(String path, FullHttpRequest request) {
        if (ACTIONS.contains(path)) {
            return gate.actionRefusal(request);
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Answer.words(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET was expected")
                    .with("Allow", "GET, HEAD");
        }
        Optional<Answer> asset = assets.at(path);
        return asset.isPresent() ? asset.get() : api.quick(path);
    }

    private void stream(ChannelHandlerContext ctx, boolean head) {
        if (head || !viewers.add(ctx.channel())) {
            send(ctx, Answer.words(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many look"), false, head);
        }
    }

    private void answer(ChannelHandlerContext ctx, QueryStringDecoder target, boolean keepAlive, boolean head) {
        Answer answer;
        try {
            answer = api.answer(target);
        } catch (IllegalArgumentException wrong) {
            answer = Answer.words(HttpResponseStatus.BAD_REQUEST, String.valueOf(wrong.getMessage()));
        } catch (RuntimeException failed) {
            LOG.atWarn().setCause(failed).log("observer-failed");
            answer = Answer.words(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed");
        }
        Answer made = answer;
        ctx.executor().execute(() -> send(ctx, made, keepAlive, head));
    }

    private static void send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive, boolean head) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                answer.status(),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        PageHeaders.addTo(response.headers());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.more().forEach((name, value) -> response.headers().set(name, value));
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        var sent = ctx.writeAndFlush(response);
        if (keepAlive) {
            ctx.channel().config().setAutoRead(true);
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a peer that goes away or says no HTTP is nothing to speak of
    }
}
