package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends numbered messages to whoever holds a name, each to one grant. A message says for whom it is meant: the value that
 * its holder keeps with the name, which is its own subject.
 */
final class NodeSends {
    private final ClusterRegistry<String> cluster;
    private final String run;
    private final Map<Sent, Integer> sent = new EnumMap<>(Sent.class);
    private @Nullable Thread thread;
    private volatile boolean over;

    NodeSends(ClusterRegistry<String> cluster, String run) {
        this.cluster = cluster;
        this.run = run;
    }

    /** Takes what comes, and tells of it. */
    static boolean deliver(String subject, byte[] message) {
        NodeMain.tell("delivered " + subject + " " + new String(message, StandardCharsets.UTF_8));
        return true;
    }

    String start(Name name, long pauseNanos) {
        over = false;
        thread = new Thread(() -> send(name, pauseNanos), "sends");
        thread.start();
        return "sending";
    }

    private void send(Name name, long pauseNanos) {
        for (int i = 1; !over; i++) {
            Holding holding = cluster.find(name);
            Sent what = Sent.NOBODY;
            if (holding != null) {
                String message = holding.value() + " " + holding.token() + " " + run + " " + i;
                what = cluster.send(holding, message.getBytes(StandardCharsets.UTF_8));
            }
            sent.merge(what, 1, Integer::sum);
            LockSupport.parkNanos(pauseNanos);
        }
    }

    /** Answers how many were delivered at once, are under way, had nobody to go to, and were refused. */
    String end() throws InterruptedException {
        over = true;
        Objects.requireNonNull(thread).join();
        StringBuilder counts = new StringBuilder();
        for (Sent each : Sent.values()) {
            counts.append(sent.getOrDefault(each, 0)).append(' ');
        }
        return counts.toString().strip();
    }
}
