package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sends to names and properties: as a plain call, or through mailboxes that another thread drains, until received. */
public class Send {
    /** Messages sent before the sender waits, and members of a property. */
    static final int BATCH = 1000;

    @Benchmark
    public Object call(WhereIs.Names names, WhereIs.Cursor cursor) {
        return names.registry.dispatch(
                names.probes[cursor.next++ & names.probes.length - 1], subject -> subject.receive("m"));
    }

    @Benchmark
    public boolean mapCall(WhereIs.MapKeys keys, WhereIs.Cursor cursor) {
        return keys.map.get(keys.probes[cursor.next++ & keys.probes.length - 1]).receive("m");
    }

    @Benchmark
    public void one(Mailboxes to) {
        to.received.expect(BATCH);
        for (int i = 0; i < BATCH; i++) {
            to.registry.dispatch(to.name, mailbox -> mailbox.offer("m"));
        }
        to.received.awaitAll();
    }

    @Benchmark
    public void oneMailbox(Mailboxes to) {
        to.received.expect(BATCH);
        for (int i = 0; i < BATCH; i++) {
            to.mailboxes[0].offer("m");
        }
        to.received.awaitAll();
    }

    @Benchmark
    public void all(Mailboxes to) {
        to.received.expect(BATCH);
        to.registry.broadcast(to.property, mailbox -> mailbox.offer("m"));
        to.received.awaitAll();
    }

    @Benchmark
    public void allMailboxes(Mailboxes to) {
        to.received.expect(BATCH);
        for (Mailbox mailbox : to.mailboxes) {
            mailbox.offer("m");
        }
        to.received.awaitAll();
    }

    /** Owners with a mailbox each: all are members of a property, the first has a name. */
    @State(Scope.Benchmark)
    public static class Mailboxes {
        final Received received = new Received();
        final Name name = Name.of("mailbox");
        final Property property = Property.of("room");
        Registry<Mailbox> registry;
        Mailbox[] mailboxes;
        private ExecutorService executor;

        @Setup
        public void fill() {
            executor = Executors.newSingleThreadExecutor();
            registry = Registry.create();
            mailboxes = Keys.fill(new Mailbox[BATCH], i -> new Mailbox(executor, received));
            for (Mailbox mailbox : mailboxes) {
                registry.join(mailbox).register(property);
            }
            registry.join(mailboxes[0]).register(name);
        }

        @TearDown
        public void stop() {
            registry.close();
            executor.shutdown();
        }
    }
}
