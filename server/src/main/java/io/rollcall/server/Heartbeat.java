package io.rollcall.server;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/**
 * Has each event loop look around once a second, so that a wake-up that is lost costs a second and no more.
 *
 * <p>A loop that sleeps is woken by who gives it a task, or when its next timer is due; without any timer Netty wakes it
 * each second. Each connection has a timer for its idle time, so that a task whose wake-up is lost may wait for minutes,
 * or until a socket has something. A timer that is always near takes what waits, and with epoll Netty logs a wake-up
 * that it missed.
 *
 * @see <a href="https://github.com/netty/netty/issues/10796">a report of one that was lost</a>
 */
final class Heartbeat {
    private static final long PERIOD_SECONDS = 1;

    private Heartbeat() {}

    /** Begins to beat on each loop of a group; it ends with the loop, and holds up no shutdown. */
    static void start(EventLoopGroup loops) {
        loops.forEach(loop -> loop.scheduleAtFixedRate(() -> {}, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS));
    }
}
