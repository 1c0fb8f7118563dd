package io.rollcall.server.observer;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server of which all is made up, with so many connections. */
final class Shown implements Observed {
    final List<String> kicked = new ArrayList<>();
    volatile boolean ready = true;
    volatile @Nullable Nodes nodes;
    private final int connections;

    Shown(int connections) {
        this.connections = connections;
    }

    /** Three nodes, of which the last says nothing; each name is held by a connection of the same number. */
    static final class Nodes implements ClusterView {
        volatile String suspended = "";
        final AtomicInteger listed = new AtomicInteger();

        @Override
        public Optional<String> suspended() {
            return suspended.isEmpty() ? Optional.empty() : Optional.of(suspended);
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public List<NodeStanding> nodes() {
            return List.of(
                    new NodeStanding("n1", "leader", "up", true, new NodeFigures("", 4, 100, 0, 7)),
                    new NodeStanding("n2", "voter", "suspended", false, new NodeFigures("no majority", 4, 90, 10, 8)),
                    new NodeStanding("n3", "voter", "silent", false, null));
        }

        @Override
        public Stream<HoldingRow> names(String prefix) {
            listed.incrementAndGet();
            return IntStream.rangeClosed(1, 12)
                    .mapToObj(number -> held(number, "n" + (number % 3 + 1)))
                    .filter(row -> row.name().startsWith(prefix));
        }

        private static HoldingRow held(int number, String node) {
            return new HoldingRow("user%02d".formatted(number), node, node + ".c" + number, "", 100 - number);
        }

        @Override
        public Map<String, Map<String, Integer>> properties() {
            return Map.of("room", Map.of("n1", 2, "n3", 3), "lobby", Map.of("n2", 1));
        }
    }

    record Row(long number) implements ConnectionRow {
        @Override
        public int loop() {
            return (int) (number % 2);
        }

        @Override
        public long ageMillis() {
            return 1000 - number;
        }

        @Override
        public int mailbox() {
            return (int) (number % 3);
        }

        @Override
        public long pending() {
            return number * 10;
        }

        @Override
        public int rate() {
            return (int) (number % 5);
        }

        @Override
        public long out() {
            return number % 4;
        }

        @Override
        public long lines() {
            return number;
        }

        @Override
        public int holds() {
            return (int) (number % 6);
        }

        @Override
        public int crashes() {
            return (int) (number % 7);
        }

        @Override
        public String id() {
            return "c" + number;
        }

        @Override
        public String peer() {
            return "127.0.0.1:" + number;
        }

        @Override
        public String as() {
            return "user" + number;
        }

        @Override
        public List<Held> held() {
            return List.of(new Held("name", as(), ""));
        }

        @Override
        public List<String> interests() {
            return List.of();
        }
    }

    @Override
    public Map<String, Map<String, Object>> info() {
        return Map.of("server", Map.of("connections", connections));
    }

    @Override
    public List<LimitRow> limits() {
        return List.of(new LimitRow("names", "--max-names", "count", 64, "64", "names", 3, -1));
    }

    @Override
    public List<ListenerRow> listeners() {
        return List.of(new ListenerRow("line", "127.0.0.1:9999"));
    }

    @Override
    public List<EventLoop> loops() {
        return List.of();
    }

    @Override
    public long lines(EventLoop loop) {
        return 0;
    }

    @Override
    public void measureRates() {}

    @Override
    public Stream<? extends ConnectionRow> connections() {
        return LongStream.rangeClosed(1, connections).mapToObj(Row::new);
    }

    @Override
    public Stream<? extends ConnectionRow> members(String property) {
        return property.equals("even") ? connections().filter(row -> row.number() % 2 == 0) : Stream.empty();
    }

    @Override
    public Optional<? extends ConnectionRow> connection(String id) {
        return connections().filter(row -> row.id().equals(id)).findFirst();
    }

    @Override
    public Optional<NameRow> holder(String name) {
        return names().filter(row -> row.name().equals(name)).findFirst();
    }

    @Override
    public Stream<NameRow> names() {
        return connections().map(row -> new NameRow(row.as(), row.id(), "", row.number()));
    }

    @Override
    public Map<String, Integer> properties() {
        return Map.of("even", connections / 2, "other", 1);
    }

    @Override
    public int count() {
        return connections;
    }

    @Override
    public long lines() {
        return 7;
    }

    @Override
    public long written() {
        return 70;
    }

    @Override
    public long untaken() {
        return 0;
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public Optional<ClusterView> cluster() {
        return Optional.ofNullable(nodes);
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean kick(String id, String words) {
        return kicked.add(id + " " + words);
    }

    @Override
    public void drain() {
        kicked.add("all");
    }
}
