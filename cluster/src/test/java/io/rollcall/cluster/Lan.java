package io.rollcall.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace for each node, and a switch that joins them, so that cables can be pulled: nobody's socket is closed,
 * and nothing comes through. Takes {@code ip} and the right to make namespaces.
 */
final class Lan implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int PORT = 7600;

    private final String prefix = "rollcall-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
    private final String hub = prefix + "hub";
    private final List<String> ids;
    private final List<String> made = new ArrayList<>();
    private final Thread atExit = new Thread(this::remove);

    private Lan(List<String> ids) throws IOException, InterruptedException {
        this.ids = List.copyOf(ids);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            add(hub);
            ip("-n", hub, "link", "add", "name", "switch0", "type", "bridge");
            ip("-n", hub, "link", "set", "switch0", "up");
            for (String id : this.ids) {
                add(space(id));
                ip("-n", hub, "link", "add", port(id), "type", "veth", "peer", "name", "eth0", "netns", space(id));
                ip("-n", hub, "link", "set", port(id), "master", "switch0", "up");
                ip("-n", space(id), "addr", "add", host(id) + "/24", "dev", "eth0");
                ip("-n", space(id), "link", "set", "eth0", "up");
                ip("-n", space(id), "link", "set", "lo", "up");
            }
        } catch (IOException | InterruptedException failed) {
            close();
            throw failed;
        }
    }

    /** Makes a network, or says aloud that the test is left out and why. */
    static Lan assumed(List<String> ids) throws InterruptedException {
        try {
            return new Lan(ids);
        } catch (IOException refused) {
            String why = "left out, as there can be no network namespaces here: " + refused.getMessage();
            System.out.println("cluster-faults " + why);
            return Assumptions.abort(why);
        }
    }

    private void add(String space) throws IOException, InterruptedException {
        ip("netns", "add", space);
        made.add(space);
    }

    private String space(String id) {
        return prefix + id;
    }

    private static String port(String id) {
        return "to-" + id;
    }

    private String host(String id) {
        return "198.51.100." + (1 + ids.indexOf(id)); // addresses for documentation, in nobody's network
    }

    InetSocketAddress address(String id) {
        return new InetSocketAddress(host(id), PORT);
    }

    /** What a command is preceded by that is to run on a node's machine; it stays the same process. */
    List<String> on(String id) {
        return List.of("ip", "netns", "exec", space(id));
    }

    /** Pulls a node's cable. */
    void cutOff(String id) throws IOException, InterruptedException {
        ip("-n", hub, "link", "set", port(id), "nomaster");
    }

    /** Has two nodes not hear each other, while each hears the rest. */
    void part(String one, String other) throws IOException, InterruptedException {
        for (String id : List.of(one, other)) {
            ip("-n", hub, "link", "set", port(id), "type", "bridge_slave", "isolated", "on");
        }
    }

    /** Makes it whole again. */
    void heal() throws IOException, InterruptedException {
        for (String id : ids) {
            ip("-n", hub, "link", "set", port(id), "master", "switch0");
            ip("-n", hub, "link", "set", port(id), "type", "bridge_slave", "isolated", "off");
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // it is removed by that
        }
    }

    private synchronized void remove() {
        for (String space : List.copyOf(made)) {
            try {
                ip("netns", "del", space);
                made.remove(space);
            } catch (IOException | InterruptedException failed) {
                System.err.println("cluster-faults cannot remove a network namespace: " + failed);
            }
        }
    }
}
