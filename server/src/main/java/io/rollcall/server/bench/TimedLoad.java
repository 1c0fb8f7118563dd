package io.rollcall.server.bench;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** A load that lasts: until a time is over, or a number of lines through. Confined to its event loop. */
abstract class TimedLoad extends Load {
    /** Beyond so many lines under way, those that are due wait; their delay counts all the same. */
    static final int MOST_UNDER_WAY = 1 << 16;

    private static final double NANOS = 1e9;

    private @Nullable Timetable timetable;
    private boolean started;
    private boolean sending;

    TimedLoad(BenchArguments arguments, EventLoop loop) {
        super(arguments, loop);
    }

    /** Sends the first lines of a closed loop. */
    abstract void fill();

    /** Sends the next so many lines of an open loop, of which the first has such a number. */
    abstract void send(long first, int count);

    /** Returns how many more lines may be sent, with regard to those under way. */
    abstract long room();

    /** All connections are there. */
    final void start() {
        started = true;
        sending = true;
        if (arguments.lines > 0) {
            window.open();
        } else {
            after(arguments.warmup, () -> {
                window.open();
                after(arguments.seconds, this::stop);
            });
        }
        if (arguments.rate > 0) {
            long lines = arguments.lines > 0 ? arguments.lines : Long.MAX_VALUE;
            timetable = new Timetable(arguments.rate, lines, System.nanoTime());
            pace();
        } else {
            fill();
        }
    }

    final boolean isStarted() {
        return started;
    }

    final boolean isSending() {
        return sending;
    }

    /** Tells when a line of an open loop was due; null in a closed one. */
    final @Nullable Timetable timetable() {
        return timetable;
    }

    private void pace() {
        Timetable table = timetable;
        if (!sending || table == null || table.isOver()) {
            return;
        }
        long now = System.nanoTime();
        long first = table.planned();
        int count = table.plan(now, room());
        if (count > 0) {
            window.late(now - table.due(first));
            send(first, count);
        }
        // where there is no room, a moment later
        after(Math.max(1e-5, (table.due(table.planned()) - System.nanoTime()) / NANOS), this::pace);
    }

    /** Ends the sending when the last of a number of lines is answered, or the time is over. */
    final void stop() {
        if (sending) {
            sending = false;
            window.close();
            endIfDone();
        }
    }

    /** Ends when all is answered. */
    final void endIfDone() {
        if (started && !sending && missing() == 0) {
            complete();
        }
    }
}
