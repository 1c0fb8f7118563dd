package io.rollcall.server.observer;

import io.netty.channel.EventLoop;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** The server's figures of the last ten minutes, one each second. Confined to the looking thread. */
final class Samples {
    private static final int KEPT = 600;
    private static final List<String> NAMES = List.of(
            "time",
            "connections",
            "lines",
            "ended",
            "untaken",
            "waiting",
            "delay_us",
            "heap",
            "gc_ms",
            "met",
            "out",
            "direct");

    private final Observed observed;
    private final Chronicle chronicle;
    private final double[][] figures = new double[NAMES.size()][KEPT];
    private long taken;
    private long lastNanos = System.nanoTime();
    private long lastLines;
    private long lastEnded;
    private long lastGc;
    private long lastMet;
    private long lastWritten;
    /** How long each event loop let a task wait; written by that loop. */
    private AtomicLongArray delays = new AtomicLongArray(0);

    Samples(Observed observed, Chronicle chronicle) {
        this.observed = observed;
        this.chronicle = chronicle;
        this.lastGc = gcMillis();
    }

    /** Takes one, and asks the event loops how long they let a task wait, which the next one tells. */
    void take() {
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
        long lines = observed.lines();
        long ended =
                chronicle.ends().values().stream().mapToLong(LongAdder::sum).sum();
        long gc = gcMillis();
        long met = observed.limits().stream().mapToLong(Observed.LimitRow::met).sum();
        long written = observed.written();
        double[] sample = {
            System.currentTimeMillis() / 1000.0,
            observed.count(),
            Math.round((lines - lastLines) / seconds),
            Math.round((ended - lastEnded) / seconds),
            observed.untaken(),
            observed.waiting(),
            longestDelay(),
            Memory.heap(),
            gc - lastGc,
            Math.round((met - lastMet) / seconds),
            Math.round((written - lastWritten) / seconds),
            Memory.direct()
        };
        for (int i = 0; i < sample.length; i++) {
            figures[i][(int) (taken % KEPT)] = sample[i];
        }
        taken++;
        lastNanos = now;
        lastLines = lines;
        lastEnded = ended;
        lastGc = gc;
        lastMet = met;
        lastWritten = written;
        askLoops();
    }

    private void askLoops() {
        List<EventLoop> loops = observed.loops();
        AtomicLongArray told = new AtomicLongArray(loops.size());
        delays = told;
        for (int i = 0; i < loops.size(); i++) {
            int loop = i;
            long asked = System.nanoTime();
            try {
                loops.get(i).execute(() -> told.set(loop, (System.nanoTime() - asked) / 1000));
            } catch (RejectedExecutionException stopped) {
                return;
            }
        }
    }

    /** Returns how long a loop let a task wait when it was last asked, in microseconds. */
    long delay(int loop) {
        return loop < delays.length() ? delays.get(loop) : 0;
    }

    private double longestDelay() {
        long longest = 0;
        for (int i = 0; i < delays.length(); i++) {
            longest = Math.max(longest, delays.get(i));
        }
        return longest;
    }

    private static long gcMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** Returns the newest, by name. */
    Map<String, Object> newest() {
        Map<String, Object> sample = new LinkedHashMap<>();
        int at = (int) (Math.max(0, taken - 1) % KEPT);
        for (int i = 0; i < NAMES.size(); i++) {
            sample.put(NAMES.get(i), figures[i][at]);
        }
        return sample;
    }

    /** Returns all that are kept, a list for each name, oldest first. */
    Map<String, Object> all() {
        Map<String, Object> columns = new LinkedHashMap<>();
        int size = (int) Math.min(taken, KEPT);
        for (int i = 0; i < NAMES.size(); i++) {
            double[] column = new double[size];
            for (int j = 0; j < size; j++) {
                column[j] = figures[i][(int) ((taken - size + j) % KEPT)];
            }
            columns.put(NAMES.get(i), column);
        }
        return columns;
    }
}
