package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.Arrays;

/**
 * Prints how long it takes from the call that ends an owner until another thread, which asks for one of
 * its names all the time, finds it gone: the first name for a half of the ends, the last for the other. Of
 * all times it is the one that a tenth fall short of: the longer ones are mostly those of a machine with other work.
 */
public final class EndSeen {
    private final Registry<Subject> registry = Registry.create();
    private final Name[] names;
    private volatile Name asked;
    private volatile long seenNanos;

    private EndSeen(int entries) {
        names = Keys.names(Keys.RECORD.keys("held", entries));
        asked = names[0];
    }

    /** Measures the ends of owners of as many names as the argument says. */
    public static void main(String[] args) {
        int entries = Integer.parseInt(args[0]);
        EndSeen ends = new EndSeen(entries);
        int warmUp = entries == 1 ? 2_000 : 20;
        long[] nanos = new long[entries == 1 ? 500 : 20];
        for (int i = -warmUp; i < nanos.length; i++) {
            long taken = ends.measure(i % 2 == 0 ? 0 : entries - 1);
            if (i >= 0) {
                nanos[i] = taken;
            }
        }
        Arrays.sort(nanos);
        System.out.println(nanos[nanos.length / 10]);
    }

    private long measure(int at) {
        Owner<Subject> owner = registry.join(new Subject());
        for (Name name : names) {
            owner.register(name);
        }
        asked = names[at];
        seenNanos = 0;
        Thread reader = new Thread(this::askUntilGone, "reader");
        reader.start();
        awaitReader();
        long start = System.nanoTime();
        owner.leave();
        join(reader);
        return seenNanos - start;
    }

    /** Says by its own time that it has begun, and then when it found nobody. */
    private void askUntilGone() {
        Name name = asked;
        seenNanos = System.nanoTime();
        while (registry.find(name) != null) {
            Thread.onSpinWait();
        }
        seenNanos = System.nanoTime();
    }

    private void awaitReader() {
        while (seenNanos == 0) {
            Thread.yield(); // with no core to spare, a reader would else begin late
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
