package io.rollcall.benchmarks.abuse;

import io.rollcall.registry.Census;
import io.rollcall.server.Limit;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToLongFunction;

/**
 * Lets visitors do as they like with a server for some minutes: come and go in every way, take each other's names, queue,
 * watch, cast, and read nothing. At each interval they pause, and what the server holds is written down and its
 * registry audited. It fails if an audit finds anything, or if what is held grows.
 */
public final class Soak {
    private static final int VISITORS = 8;
    private static final long STEP_NANOS = 2_000_000;
    private static final double GROWTH = 1.25;

    private final Duration interval;
    private final int intervals;
    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();
    private final AtomicLong lives = new AtomicLong();
    private final ReadWriteLock pause = new ReentrantReadWriteLock(true);
    private volatile boolean stopped;

    /** Makes one of so many intervals, which writes a row for each. */
    Soak(int intervals, Duration interval, PrintStream out) {
        this.intervals = intervals;
        this.interval = interval;
        this.out = out;
    }

    /** What was held at the end of an interval. */
    private record Row(Vitals vitals, Census census, List<String> unsound) {}

    /** Runs for so many minutes, 20 if none are given; exits with status 1 if anything went wrong. */
    public static void main(String[] args) throws Exception {
        int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        System.out.println(Vitals.machine());
        System.out.println();
        List<String> faults = new Soak(minutes, Duration.ofMinutes(1), System.out).run();
        faults.forEach(System.err::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** Runs, and returns what went wrong. */
    List<String> run() throws IOException, InterruptedException {
        ServerOptions options = Served.options().withOpenTakeover(true);
        options = options.withLimits(options.limits().with(Limit.OUTPUT_SOFT_TIME, 2000));
        Served.Ends ends = new Served.Ends();
        List<String> faults = new ArrayList<>();
        LineServer server = LineServer.create(options, ends).start();
        try (server;
                Asker asker = new Asker(server.port())) {
            List<Thread> visitors = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                int seed = i;
                Thread visitor = new Thread(() -> visit(server.port(), seed), "visitor-" + i);
                visitor.start();
                visitors.add(visitor);
            }
            out.println("| | lives ended | slow | heap MiB | direct MiB | descriptors | threads | owners | names |"
                    + " memberships | waiting | watches | audit | innocent p50 / p99 / max ms |");
            out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            for (int i = 1; i <= intervals; i++) {
                asker.clear();
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                note(i, server, ends, asker.delays());
            }
            stopped = true;
            for (Thread visitor : visitors) {
                visitor.join();
            }
            if (!asker.isServed()) {
                faults.add("the innocent was " + asker.delays());
            }
        }
        if (!server.registry().census().equals(Census.EMPTY)) {
            faults.add("left behind: " + server.registry().census());
        }
        judge(faults);
        return faults;
    }

    private void visit(int port, long seed) {
        try (Visitor visitor = new Visitor(port, seed, lives)) {
            while (!stopped) {
                pause.readLock().lock();
                try {
                    visitor.step();
                } finally {
                    pause.readLock().unlock();
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    private void note(int number, LineServer server, Served.Ends ends, String delays) {
        pause.writeLock().lock();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            List<String> unsound = server.registry().audit();
            while (!unsound.isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000); // until what is under way is through
                unsound = server.registry().audit();
            }
            Row row = new Row(Vitals.collected(), server.registry().census(), unsound);
            rows.add(row);
            Vitals vitals = row.vitals;
            Census census = row.census;
            out.printf(
                    "| %d | %d | %d | %.1f | %.1f | %d | %d | %d | %d | %d | %d | %d | %s | %s |%n",
                    number,
                    lives.get(),
                    ends.slow.get(),
                    vitals.heap() / 1048576.0,
                    vitals.direct() / 1048576.0,
                    vitals.descriptors(),
                    vitals.threads(),
                    census.owners(),
                    census.names(),
                    census.memberships(),
                    census.waiting(),
                    census.watches(),
                    row.unsound.isEmpty() ? "clean" : row.unsound.size(),
                    delays);
        } finally {
            pause.writeLock().unlock();
        }
    }

    private void judge(List<String> faults) {
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).unsound.isEmpty()) {
                faults.add("the audit after interval " + (i + 1) + " found " + String.join("; ", rows.get(i).unsound));
            }
        }
        judge(faults, "heap", 8 << 20, row -> row.vitals.heap());
        judge(faults, "direct memory", 16 << 20, row -> row.vitals.direct());
        judge(faults, "descriptors", 64, row -> row.vitals.descriptors());
        judge(faults, "threads", 4, row -> row.vitals.threads());
        judge(faults, "owners", 64, row -> row.census.owners());
        // Those who are there hold some four of each, which takes a slow machine longer than a short run's first third.
        judge(faults, "memberships", 1024, row -> row.census.memberships());
        judge(faults, "watches", 1024, row -> row.census.watches());
    }

    /** Holds the mean of the last third against that of the first. */
    private void judge(List<String> faults, String what, long slack, ToLongFunction<Row> figure) {
        int third = Math.max(1, rows.size() / 3);
        double first = mean(rows.subList(0, third), figure);
        double last = mean(rows.subList(rows.size() - third, rows.size()), figure);
        if (last > first * GROWTH + slack) {
            faults.add(String.format("%s grew from %.0f to %.0f", what, first, last));
        }
    }

    private static double mean(List<Row> rows, ToLongFunction<Row> figure) {
        return rows.stream().mapToLong(figure).average().orElse(0);
    }
}
