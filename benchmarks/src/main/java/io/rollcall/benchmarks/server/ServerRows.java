package io.rollcall.benchmarks.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Estimate;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.Side;
import io.rollcall.benchmarks.server.LoadSide.Figure;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** All comparisons, in the order of the table. */
final class ServerRows {
    private static final int ROUNDS = 3;
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int OTHER_DESCRIPTORS = 200;

    private final Loads loads;

    ServerRows(Loads loads) {
        this.loads = loads;
    }

    List<Comparison> all() {
        return Stream.of(echoes(), pipelined(), fanOuts(), storms(), others())
                .flatMap(rows -> rows)
                .toList();
    }

    private Stream<Comparison> echoes() {
        return Stream.of(
                        new Named("W1, 1 connection × 1", Workload.echo(1, 1)),
                        new Named("W2, 50 × 1", Workload.echo(50, 1)),
                        new Named("W4, 1,000 × 4", Workload.echo(1000, 4)))
                .flatMap(load -> Stream.of(
                        raw("S-W124", load, Program.ROLLCALL, Figure.LINES, Goal.atLeast(0.97)),
                        raw("S-W124", load, Program.ROLLCALL, Figure.P99, Goal.ratio(1.1)),
                        cpu("S-W124", load, Program.ROLLCALL, Program.RAW_NETTY, "raw Netty", 0.97)));
    }

    private Stream<Comparison> pipelined() {
        Named w3 = new Named("W3, 50 × 64", Workload.echo(50, 64));
        Named pool = new Named("W3, 50 × 64, workers on threads", w3.load);
        return Stream.of(
                raw("S-W3", w3, Program.ROLLCALL, Figure.LINES, Goal.atLeast(1.2)),
                cpu("S-W3", w3, Program.ROLLCALL, Program.RAW_NETTY, "raw Netty", 1.2),
                row("S-W3-c", w3, Program.ROLLCALL, Program.C_EPOLL, "C epoll", Figure.LINES, Goal.atLeast(0.55)),
                cpu("S-W3-c", w3, Program.ROLLCALL, Program.C_EPOLL, "C epoll", 0.55),
                row("S-W3-beam", w3, Program.ROLLCALL, Program.ELIXIR, "Elixir", Figure.LINES, Goal.atLeast(1)),
                cpu("S-W3-beam", w3, Program.ROLLCALL, Program.ELIXIR, "Elixir", 1),
                raw("S-W3-pool", pool, Program.ROLLCALL_POOL, Figure.LINES, Goal.atLeast(0.6)),
                cpu("S-W3-pool", pool, Program.ROLLCALL_POOL, Program.RAW_NETTY, "raw Netty", 0.6));
    }

    private Stream<Comparison> fanOuts() {
        Named deep = new Named("W5, 1,000 members, depth 64", Workload.fanOut(1000, 64));
        Named one = new Named("W5, 1,000 members, depth 1", Workload.fanOut(1000, 1));
        Named few = new Named("W5, 100 members, depth 1", Workload.fanOut(100, 1));
        return Stream.of(
                cast("S-W5-d64", deep, Program.CHANNEL_GROUP, "ChannelGroup", Figure.LINES, Goal.atLeast(50)),
                cpu("S-W5-d64", deep, Program.ROLLCALL_CAST, Program.CHANNEL_GROUP, "ChannelGroup", 50),
                cast("S-W5-d64", deep, Program.REDIS, "Redis", Figure.LINES, Goal.atLeast(2.5)),
                cpu("S-W5-d64", deep, Program.ROLLCALL_CAST, Program.REDIS, "Redis", 2.5),
                cast("S-W5-d64", deep, Program.NATS, "NATS", Figure.LINES, Goal.atLeast(3.5)),
                cast("S-W5-d1", one, Program.REDIS, "Redis", Figure.LINES, Goal.atLeast(0.95)),
                cast("S-W5-d1", one, Program.REDIS, "Redis", Figure.P99, Goal.ratio(1)),
                cast("S-W5-d1", few, Program.REDIS, "Redis", Figure.LINES, Goal.atLeast(0.95)),
                cast("S-W5-d1", few, Program.REDIS, "Redis", Figure.P99, Goal.ratio(1)));
    }

    private Stream<Comparison> storms() {
        int count = possibleConnections(IDLE_CONNECTIONS);
        StormSide.Last last = new StormSide.Last();
        Named storm = new Named(String.format("W6, %,d connects, each served once", count), Workload.storm(count));
        return Stream.of(
                row(
                        "S-W6",
                        storm,
                        Program.ROLLCALL_STORM,
                        Program.RAW_NETTY_STORM,
                        "raw Netty",
                        Figure.LINES,
                        Goal.atLeast(0.9)),
                cpu("S-W6", storm, Program.ROLLCALL_STORM, Program.RAW_NETTY_STORM, "raw Netty", 0.9),
                new Comparison(
                        "S-W6",
                        String.format("W6, %,d idle connections, memory of each", count),
                        "B",
                        new StormSide(loads.cores(), last, Program.ROLLCALL, count, true),
                        "raw Netty",
                        new StormSide(loads.cores(), last, Program.RAW_NETTY, count, true),
                        Goal.ratio(1.3),
                        ROUNDS),
                new Comparison(
                        "S-W6",
                        String.format("W6, %,d connects to a server just started", count),
                        "1/s",
                        new StormSide(loads.cores(), last, Program.ROLLCALL, count, false),
                        "raw Netty",
                        new StormSide(loads.cores(), last, Program.RAW_NETTY, count, false),
                        Goal.atLeast(0.9),
                        ROUNDS));
    }

    private Stream<Comparison> others() {
        Workload members = Workload.fanOut(1000, 1);
        Workload asked = Workload.echo(50, 1);
        LoadSide closed = new LoadSide(loads, Program.ROLLCALL_OBSERVED, asked, Figure.P99);
        // said, so that the one is not the outcome of the other
        LoadSide open = new LoadSide(loads, Program.ROLLCALL_OBSERVED, asked.with("--line-bytes=32"), Figure.P99);
        Side observed = effort -> {
            loads.server(Program.ROLLCALL_OBSERVED, false, effort);
            OpenObserver page = OpenObserver.open();
            try {
                return open.measure(effort);
            } finally {
                page.close();
            }
        };
        return Stream.of(
                new Comparison(
                        "S-slow-one",
                        "1,000 members and one who never reads, p99 of the others",
                        Figure.P99.unit(),
                        new LoadSide(loads, Program.ROLLCALL_CAST, members.with("--slow=1"), Figure.P99),
                        "without the slow one",
                        // said, so that it is not the outcome of another row, measured minutes before
                        new LoadSide(loads, Program.ROLLCALL_CAST, members.with("--slow=0"), Figure.P99),
                        Goal.ratio(1.1),
                        ROUNDS),
                new Comparison(
                        "S-observer",
                        "W2, 50 × 1, p99 with the observer open",
                        Figure.P99.unit(),
                        observed,
                        "closed",
                        closed,
                        Goal.ratio(1.05),
                        ROUNDS),
                new Comparison(
                        "S-start",
                        "start to READY, with a class-data archive",
                        "ms",
                        new StartSide(loads.cores(), true),
                        "without",
                        new StartSide(loads.cores(), false),
                        Goal.value(1000),
                        ROUNDS));
    }

    private record Named(String words, Workload load) {}

    private Comparison raw(String id, Named load, Program candidate, Figure figure, Goal goal) {
        return row(id, load, candidate, Program.RAW_NETTY, "raw Netty", figure, goal);
    }

    private Comparison cast(String id, Named load, Program floor, String against, Figure figure, Goal goal) {
        return row(id, load, Program.ROLLCALL_CAST, floor, against, figure, goal);
    }

    private Comparison row(
            String id, Named load, Program candidate, Program floor, String against, Figure figure, Goal goal) {
        return new Comparison(
                id,
                load.words + (figure == Figure.P99 ? ", p99" : ""),
                figure.unit(),
                new LoadSide(loads, candidate, load.load, figure),
                against,
                new LoadSide(loads, floor, load.load, figure),
                goal,
                ROUNDS);
    }

    /** Says of the least processor time what the goal says of the throughput: it is the steadier of the two. */
    private Comparison cpu(String id, Named load, Program candidate, Program floor, String against, double goal) {
        return new Comparison(
                id,
                load.words + ", least server CPU",
                Figure.CPU.unit(),
                new LoadSide(loads, candidate, load.load, Figure.CPU),
                against,
                new LoadSide(loads, floor, load.load, Figure.CPU),
                Goal.ratio(Math.round(1000 / goal) / 1000.0),
                ROUNDS,
                Estimate.LEAST);
    }

    /** Returns so many connections, or as many as both processes have descriptors for. */
    static int possibleConnections(int wanted) {
        long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : wanted;
        return (int) Math.min(wanted, descriptors - OTHER_DESCRIPTORS);
    }
}
