package io.rollcall.examples;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.io.PrintStream;

/**
 * Each connection counts its own, the registry keeps the sum for each tenant: the number of connections, the messages
 * they sent, and a quota that begins anew. What a connection counted goes when it goes.
 */
public final class TenantCounters {
    private static final Counter MESSAGES = Counter.of("messages:acme");
    private static final Counter BURST = Counter.of("burst:acme");
    private static final int MAX_BURST = 3;

    private TenantCounters() {}

    /**
     * Prints the sums.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Registry<String> connections = Registry.create()) {
            Owner<String> first = connections.join("c1");
            Owner<String> second = connections.join("c2");
            CounterRegistration<String> sent = first.register(MESSAGES);
            second.register(MESSAGES, 100);

            sent.add(5);
            out.println(connections.count(MESSAGES) + " connections, " + connections.total(MESSAGES) + " messages");
            second.leave();
            out.println(connections.count(MESSAGES) + " connection, " + connections.total(MESSAGES) + " messages");

            // Up to the limit it counts, beyond it begins anew: the limit itself is kept.
            CounterRegistration<String> burst = first.register(BURST);
            StringBuilder counted = new StringBuilder("burst:");
            for (int message = 0; message < 5; message++) {
                counted.append(' ').append(burst.add(1, MAX_BURST, 0));
            }
            out.println(counted);

            // A reset answers what there was; nothing that is added meanwhile is lost.
            out.println("reset from " + sent.reset() + ", total " + connections.total(MESSAGES));
        }
    }
}
