package io.rollcall.server;

import io.rollcall.cluster.Node;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What connections of this node watch on other nodes: a property, or another's connection. Each node that may have some of
 * it is asked for what is there and for each change; what one had is told as gone when it is. Safe for use by any thread.
 */
final class FarWatches {
    /** {@code change NUMBER ID yes|none LINE…}: what became of one entry. */
    static final String CHANGE = "change";
    /** {@code again NUMBER ROW…}: what is there, as too many changes waited. */
    static final String AGAIN = "again";

    private final Nodes nodes;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Far> open = new ConcurrentHashMap<>();

    FarWatches(Nodes nodes) {
        this.nodes = nodes;
    }

    /** One watch; what it knows is guarded by itself. */
    final class Far {
        private final long number = numbers.incrementAndGet();
        private final Key key;
        private final WatchedEvents events;
        /** The ids of what is there, by the node that said so. */
        private final Map<Node, Set<String>> present = new HashMap<>();
        /** What nodes told that have been asked and whose answer has yet to come. */
        private final Map<Node, List<Runnable>> early = new HashMap<>();

        Far(Key key, WatchedEvents events) {
            this.key = key;
            this.events = events;
        }

        /** A property may be on any node, and a connection on its own. */
        private boolean mayBeOn(Node node) {
            return !(key instanceof Name)
                    || ConnectionId.of(key.toString())
                            .filter(id -> id.node().equals(node.id()))
                            .isPresent();
        }

        /** Asks nodes for what they have of it; completes with how much that is. */
        CompletionStage<Integer> begin(List<Node> asked) {
            CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
            for (Node node : asked) {
                count = count.thenCombine(ask(node, false), Integer::sum);
            }
            return count;
        }

        /** Asks a node for its part; completes with how much that is, with none if it does not say. */
        private CompletionStage<Integer> ask(Node node, boolean told) {
            synchronized (this) {
                early.put(node, new ArrayList<>());
            }
            return nodes.ask(node, NodeAnswers.WATCH, number, Text.typed(key), told ? NodeAnswers.YES : NodeAnswers.NO)
                    .thenApply(rows -> begin(node, rows, told))
                    .exceptionally(silent -> unanswered(node, silent));
        }

        private int unanswered(Node node, Throwable why) {
            synchronized (this) {
                early.remove(node);
            }
            Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
            if (cause instanceof TimeoutException && open.containsKey(number)) { // it may be there, and tell of changes
                ask(node, true);
            }
            return 0;
        }

        private synchronized int begin(Node node, List<String> rows, boolean told) {
            List<Runnable> since = early.remove(node);
            int count = sync(node, rows.contains(NodeAnswers.NONE) ? List.of() : rows, told);
            if (since != null) {
                since.forEach(Runnable::run);
            }
            return count;
        }

        /** Takes what is there in place of what was; tells the difference, unless this is the beginning. */
        private int sync(Node node, List<String> rows, boolean told) {
            Set<String> before = present.getOrDefault(node, Set.of());
            Set<String> now = new HashSet<>();
            rows.stream().filter(row -> !row.isEmpty()).forEach(row -> now.add(id(row)));
            present.put(node, now);
            if (told) {
                before.stream().filter(id -> !now.contains(id)).forEach(id -> left(id, "left"));
                for (String row : rows) {
                    if (!row.isEmpty() && !before.contains(id(row))) {
                        String verb = key instanceof Name ? ">up " : ">join " + Text.shown(key) + " ";
                        events.add(id(row), List.of(verb + row));
                    }
                }
            }
            return now.size();
        }

        /** Ends it; nothing of it is told once this returns, but for what is being told. */
        void close() {
            if (open.remove(number) != null) {
                events.close();
                nodes.others().forEach(node -> nodes.tell(node, NodeAnswers.UNWATCH, number));
            }
        }

        private synchronized void change(Node node, String id, boolean isThere, List<String> lines) {
            List<Runnable> waiting = early.get(node);
            if (waiting != null) { // ahead of the answer that it comes after
                waiting.add(() -> change(node, id, isThere, lines));
                return;
            }
            Set<String> ids = present.get(node);
            if (ids != null) {
                boolean changed = isThere ? ids.add(id) : ids.remove(id);
                if (changed || (isThere && !tellsOfAComing(lines))) { // what came ahead of an answer may be in that
                    events.add(id, lines);
                }
            }
        }

        private static boolean tellsOfAComing(List<String> lines) {
            return lines.get(0).startsWith(">join ") || lines.get(0).startsWith(">up ");
        }

        private synchronized void again(Node node, List<String> rows) {
            sync(node, rows, true);
        }

        private synchronized void gone(Node node) {
            early.remove(node);
            Set<String> ids = present.remove(node);
            if (ids != null) {
                ids.forEach(id -> left(id, Session.RESET.word()));
            }
        }

        private void left(String id, String why) {
            String line =
                    key instanceof Name ? ">down " + id + " " + why : ">left " + Text.shown(key) + " " + id + " " + why;
            events.add(id, List.of(line));
        }
    }

    private static String id(String row) {
        int blank = row.indexOf(' ');
        return blank < 0 ? row : row.substring(0, blank);
    }

    /** Has a key ready to be watched on other nodes. */
    Far open(Key key, WatchedEvents events) {
        Far far = new Far(key, events);
        open.put(far.number, far);
        return far;
    }

    void hear(Node from, List<String> note) {
        Far far = open.get(Long.valueOf(note.get(1)));
        if (far == null) { // it has ended meanwhile
            nodes.tell(from, NodeAnswers.UNWATCH, note.get(1));
            return;
        }
        if (note.get(0).equals(AGAIN)) {
            far.again(from, note.subList(2, note.size()));
        } else {
            far.change(from, note.get(2), note.get(3).equals(NodeAnswers.YES), note.subList(4, note.size()));
        }
    }

    void joined(Node node) {
        List<Far> all = new ArrayList<>(open.values());
        all.stream().filter(far -> far.mayBeOn(node)).forEach(far -> far.ask(node, true));
    }

    void gone(Node node) {
        open.values().forEach(far -> far.gone(node));
    }
}
