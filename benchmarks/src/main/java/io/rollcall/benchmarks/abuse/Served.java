package io.rollcall.benchmarks.abuse;

import io.rollcall.server.Connection;
import io.rollcall.server.Limit;
import io.rollcall.server.Limits;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import io.rollcall.server.WorkerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server in a process of its own, which tells how it is: it prints its port, and for each line that it reads its
 * figures, after a collection if the line is {@code gc}. It ends with its input.
 */
final class Served {
    private Served() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws IOException {
        Ends ends = new Ends();
        try (LineServer server = LineServer.create(options(), ends).start()) {
            System.out.println(server.port());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Vitals vitals = line.equals("gc") ? Vitals.collected() : Vitals.now();
                System.out.println(vitals.heap() + " " + vitals.direct() + " " + vitals.resident() + " " + ends.slow
                        + " " + ends.other + " "
                        + server.registry().audit().size());
            }
        }
    }

    /** The defaults, but for what bounds connections: all of them come from one address, at once. */
    static ServerOptions options() {
        int many = 1 << 20;
        return ServerOptions.defaults()
                .withPort(0)
                .withLimits(Limits.defaults()
                        .with(Limit.CONNECTIONS, many)
                        .with(Limit.CONNECTIONS_PER_ADDRESS, many)
                        .with(Limit.ACCEPTS, many)
                        .with(Limit.ACCEPTS_PER_ADDRESS, many));
    }

    /** Echoes, and counts how connections end. */
    static final class Ends implements WorkerFactory {
        final AtomicLong slow = new AtomicLong();
        final AtomicLong other = new AtomicLong();

        @Override
        public io.rollcall.server.Worker create(Connection connection) {
            connection
                    .owner()
                    .ended()
                    .thenAccept(reason -> (reason.word().equals("slow") ? slow : other).incrementAndGet());
            return (message, reply) -> reply.line(message);
        }
    }
}
