package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The nodes of each kind, which stay up, warm, from one round to the next. Confined to one thread. */
final class Systems implements AutoCloseable {
    static final int WINDOW = 1024;

    private static final int COUNT = 3;

    private final Path folder;
    private final Map<Kind, Nodes> systems = new EnumMap<>(Kind.class);

    /** The folder is for the nodes' logs, and is deleted with all that is in it. */
    Systems(Path folder) throws IOException {
        delete(folder);
        this.folder = Files.createDirectories(folder).toAbsolutePath();
    }

    /** Returns three nodes that run and are warm. */
    Nodes of(Kind kind, Effort effort) throws IOException, InterruptedException {
        Nodes nodes = systems.get(kind);
        if (nodes == null) {
            nodes = Nodes.start(kind, folder.resolve(kind.name()), COUNT);
            systems.put(kind, nodes);
        }
        if (nodes.takeCold() && kind != Kind.CHANNEL) {
            warm(nodes, effort == Effort.QUICK ? 5 : 15);
        }
        return nodes;
    }

    /** Gives each kind the same time, whatever it gets done in it; also after a node was started anew. */
    private static void warm(Nodes nodes, int seconds) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < deadline) {
            ClaimsSide.seconds(nodes, nodes.prefix(), 1_000, WINDOW);
            nodes.all("end");
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        systems.values().forEach(Nodes::close);
    }
}
