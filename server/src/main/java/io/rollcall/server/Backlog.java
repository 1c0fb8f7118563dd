package io.rollcall.server;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The outputs of one event loop that their peers have not taken whole, looked at every now and then; nothing runs while
 * there is none. Confined to its event loop.
 */
final class Backlog {
    /** How long until what a peer has taken is noticed. */
    static final long LOOK_MILLIS = 100;

    private final EventLoop loop;
    private List<Output> behind = new ArrayList<>();
    private boolean isScheduled;

    Backlog(EventLoop loop) {
        this.loop = loop;
    }

    void add(Output output) {
        behind.add(output);
        if (!isScheduled) {
            isScheduled = true;
            loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        isScheduled = false;
        List<Output> looked = behind; // more may be added meanwhile, as one that ends makes others speak
        behind = new ArrayList<>();
        long now = now();
        for (Output output : looked) {
            if (output.isStillBehind(now)) {
                add(output);
            }
        }
    }

    /** The event loop's time, which stands still where a test wants that. */
    private long now() {
        return loop.ticker().nanoTime();
    }
}
