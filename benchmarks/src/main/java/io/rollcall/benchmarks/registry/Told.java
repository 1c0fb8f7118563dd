package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Prints how long it takes, in the median, from a change until whoever waits for it is queued on its executor. */
public final class Told implements Executor {
    private static final int WARM_UP = 100_000;
    private static final int COUNTED = 50_000;

    private final Registry<Subject> registry = Registry.create();
    private final Map<Object, Subject> map = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Name name = Name.of("awaited");
    private final Property property = Property.of("room");
    private final Subject subject = new Subject();
    private final Owner<Subject> holder = registry.join(subject);
    private long queuedNanos;
    private Runnable queued = () -> {};

    private Told() {}

    /** Measures await or monitor, or the floor of either. */
    public static void main(String[] args) {
        Told told = new Told();
        System.out.println(median(
                switch (args[0]) {
                    case "await" -> told::await;
                    case "put" -> told::put;
                    case "monitor" -> told::monitor;
                    case "flag" -> told::flag;
                    default -> throw new IllegalArgumentException(args[0]);
                }));
    }

    /** Notes when it is asked, and runs the task later. */
    @Override
    public void execute(Runnable task) {
        queuedNanos = System.nanoTime();
        queued = task;
    }

    private long await() {
        registry.await(name, null, this);
        long start = System.nanoTime();
        Registration<Subject> registration = holder.register(name);
        long nanos = queuedNanos - start;
        queued.run();
        registration.unregister();
        return nanos;
    }

    private long put() {
        long start = System.nanoTime();
        if (map.putIfAbsent(name, subject) == null) {
            execute(this::noted);
        }
        long nanos = queuedNanos - start;
        queued.run();
        map.remove(name, subject);
        return nanos;
    }

    private long monitor() {
        Owner<Subject> owner = registry.join(subject);
        owner.register(name);
        owner.register(property);
        registry.monitor(owner, down -> noted(), this);
        long start = System.nanoTime();
        owner.leave();
        long nanos = queuedNanos - start;
        queued.run();
        return nanos;
    }

    private long flag() {
        long start = System.nanoTime();
        ended.set(true);
        execute(this::noted);
        long nanos = queuedNanos - start;
        queued.run();
        ended.set(false);
        return nanos;
    }

    private void noted() {
        subject.receive("told");
    }

    private static long median(LongSupplier measured) {
        long[] nanos = new long[COUNTED];
        for (int i = -WARM_UP; i < COUNTED; i++) {
            long taken = measured.getAsLong();
            if (i >= 0) {
                nanos[i] = taken;
            }
        }
        Arrays.sort(nanos);
        return nanos[COUNTED / 2];
    }
}
