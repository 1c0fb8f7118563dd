package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

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
        CountDownLatch begun = new CountDownLatch(1);
        Thread reader = new Thread(() -> askUntilGone(begun), "reader");
        reader.start();
        try {
            begun.await();
            long start = System.nanoTime();
            owner.leave();
            reader.join();
            return seenNanos - start;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void askUntilGone(CountDownLatch begun) {
        Name name = asked;
        begun.countDown();
        while (registry.find(name) != null) {
            Thread.onSpinWait();
        }
        seenNanos = System.nanoTime();
    }
}
