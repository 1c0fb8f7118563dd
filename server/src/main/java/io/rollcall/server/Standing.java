package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection has shown to be, and that it is held tight until then. Any thread may ask and change it; what a
 * connection may leave waiting is set on its event loop.
 */
final class Standing {
    private final Session session;
    private final Access access;
    private final Mailbox mailbox;
    private final Limits limits;
    /** Null for nobody yet. */
    private volatile @Nullable Grant grant;
    /** It may talk to others, and they to it. */
    private volatile boolean admitted;

    Standing(Session session, Access access, Mailbox mailbox, Limits limits) {
        this.session = session;
        this.access = access;
        this.mailbox = mailbox;
        this.limits = limits;
        Grant shown = access.of(session.channel());
        this.grant = shown;
        this.admitted = shown != null || session.isControl() || !access.isOn();
    }

    /** Looks again, as files that were read anew meanwhile may have missed it, and begins to wait. Call on the loop. */
    void begin() {
        review();
        if (!admitted) {
            Channel channel = session.channel();
            mailbox.bound(Access.MAILBOX_LINES, Access.MAILBOX_BYTES);
            channel.config()
                    .setWriteBufferWaterMark(new WriteBufferWaterMark(Access.OUTPUT_BYTES / 2, Access.OUTPUT_BYTES));
            Future<?> patience = channel.eventLoop().schedule(this::timeOut, Access.MILLIS, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> patience.cancel(false));
        }
    }

    private void timeOut() {
        if (!admitted && !session.isEnded()) {
            String time = Limit.Unit.MILLIS.show(Access.MILLIS);
            session.end(Session.LIMIT, "-TIMEOUT " + Access.AUTH + " was expected within " + time);
        }
    }

    /** Lets it in as somebody; its next line finds it let in. */
    void admit(Grant granted) {
        grant = granted;
        admitted = true;
        session.onLoop(() -> {
            mailbox.bound(limits.intOf(Limit.MAILBOX), ServerOptions.MAILBOX_BYTES);
            LinePipeline.setWaterMark(session.channel(), limits);
        });
        review(); // who it is may have been taken off the list meanwhile
    }

    /** Looks whether it is still who it was, and may do as much; if not, it ends. */
    void review() {
        Grant before = grant;
        if (before == null) {
            return;
        }
        Grant now = access.present(before);
        if (now == null) {
            session.supervisor().events().accessWithdrawn(session, before);
            session.kick(">bye kicked access withdrawn");
        } else {
            grant = now;
        }
    }

    /** Tells whether it may talk to others. */
    boolean isAdmitted() {
        return admitted;
    }

    /** Tells whether it has the role of an operator. */
    boolean isOperator() {
        Grant present = grant;
        return present != null && present.operator();
    }

    /** Who it has shown to be; null for nobody yet. */
    @Nullable String identity() {
        Grant present = grant;
        return present == null ? null : present.identity();
    }

    /** Tells whether it has shown to be somebody. */
    boolean is(String identity) {
        return identity.equals(identity());
    }

    /** Tells whether both have shown to be the same. */
    boolean isSameAs(Standing other) {
        String own = identity();
        return own != null && other.is(own);
    }
}
