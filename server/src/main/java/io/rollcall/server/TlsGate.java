package io.rollcall.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind TLS and lets a connection begin when its handshake is done: until then it has no session and no row. Who
 * does not get so far is closed, and one line of the log says why. Confined to the channel's event loop.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {
    private static final int MAX_WORDS = 200;

    private final SslHandler ssl;
    private final boolean identified;
    private final ChannelHandler lines;
    private final ServerEvents events;
    private boolean open;
    private boolean ended;

    TlsGate(SslHandler ssl, boolean identified, ChannelHandler lines, ServerEvents events) {
        this.ssl = ssl;
        this.identified = identified;
        this.lines = lines;
        this.events = events;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                open(ctx);
            } else {
                refuse(ctx, handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent || event == ChannelInputShutdownEvent.INSTANCE) {
            end(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void open(ChannelHandlerContext ctx) {
        try {
            if (identified) {
                Certificate[] chain = ssl.engine().getSession().getPeerCertificates();
                requireValid(chain);
                Identity.set(ctx.channel(), Identity.in(chain));
            }
        } catch (SSLPeerUnverifiedException | CertificateException unfit) {
            refuse(ctx, unfit);
            ctx.close();
            return;
        }
        open = true;
        ctx.pipeline().addLast(lines);
        ctx.fireChannelActive();
    }

    /** The JDK looks at the dates of what an authority vouches for, and not at those of what is trusted itself. */
    private static void requireValid(Certificate[] chain) throws CertificateException {
        if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
            own.checkValidity();
        }
    }

    /** The peer's good-bye and the end of its bytes are both the end of input, whichever comes first. */
    private void end(ChannelHandlerContext ctx) {
        if (!open) {
            ctx.close();
        } else if (!ended) {
            ended = true;
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Throwable cause) {
        events.handshakeFailed(ctx.channel(), words(cause));
    }

    /** Says in one clean line what is wrong; the peer may have had a part in the words. */
    private static String words(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return "it does not speak TLS";
        }
        @Nullable String message = cause.getMessage();
        String said = message == null ? cause.getClass().getSimpleName() : message;
        String clean = said.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= MAX_WORDS ? clean : clean.substring(0, MAX_WORDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!open) {
            ctx.close(); // the handshake's end has been told
            return;
        }
        Throwable inner = cause.getCause();
        ctx.fireExceptionCaught(cause instanceof DecoderException && inner != null ? inner : cause);
    }
}
