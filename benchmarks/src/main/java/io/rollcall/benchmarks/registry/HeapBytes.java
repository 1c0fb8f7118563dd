package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Prints the bytes of heap, after full collections, that each of a million entries adds. Keys, owners, and the array
 * that keeps the tokens are there before; the tokens themselves count.
 */
public final class HeapBytes {
    private static final int ENTRIES = 1_000_000;
    private static final int PROPERTIES = 10;

    private HeapBytes() {}

    /** Measures names or members, in a registry or in maps, spread over a number of owners. */
    public static void main(String[] args) {
        int owners = Integer.parseInt(args[1]);
        switch (args[0]) {
            case "names" -> names(owners);
            case "map" -> map(owners);
            case "members" -> members(owners);
            case "sets" -> sets(owners);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void names(int owners) {
        Name[] names = Keys.names(Keys.RECORD.keys("held", ENTRIES));
        Registry<Integer> registry = Registry.create();
        List<Owner<Integer>> joined =
                IntStream.range(0, owners).mapToObj(registry::join).toList();
        Registration<?>[] tokens = new Registration<?>[ENTRIES];
        long before = usedBytes();
        for (int i = 0; i < ENTRIES; i++) {
            tokens[i] = joined.get(i % owners).register(names[i]);
        }
        print(before, names, registry, joined, tokens);
    }

    private static void map(int owners) {
        Comparable<?>[] keys = Keys.RECORD.keys("held", ENTRIES);
        Integer[] subjects = Keys.fill(new Integer[owners], i -> i);
        Map<Object, Integer> map = new ConcurrentHashMap<>();
        long before = usedBytes();
        for (int i = 0; i < ENTRIES; i++) {
            map.put(keys[i], subjects[i % owners]);
        }
        print(before, keys, subjects, map);
    }

    private static void members(int owners) {
        Property[] properties = Keys.fill(new Property[PROPERTIES], Property::of);
        Registry<Integer> registry = Registry.create();
        List<Owner<Integer>> joined =
                IntStream.range(0, owners).mapToObj(registry::join).toList();
        Registration<?>[] tokens = new Registration<?>[owners * PROPERTIES];
        long before = usedBytes();
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = joined.get(i / PROPERTIES).register(properties[i % PROPERTIES]);
        }
        print(before, properties, registry, joined, tokens);
    }

    /** A set of owners for each property, and nothing with which an owner could find its own. */
    private static void sets(int owners) {
        Integer[] properties = Keys.fill(new Integer[PROPERTIES], i -> i);
        Integer[] subjects = Keys.fill(new Integer[owners], i -> i);
        Map<Integer, Set<Integer>> map = new ConcurrentHashMap<>();
        long before = usedBytes();
        for (int i = 0; i < owners * PROPERTIES; i++) {
            map.computeIfAbsent(properties[i % PROPERTIES], property -> ConcurrentHashMap.newKeySet())
                    .add(subjects[i / PROPERTIES]);
        }
        print(before, properties, subjects, map);
    }

    /** Takes what must not be collected before the second reading. */
    private static void print(long before, Object... kept) {
        double bytes = (double) (usedBytes() - before) / ENTRIES;
        if (kept.length > 0) {
            System.out.printf(Locale.ROOT, "%.2f%n", bytes);
        }
    }

    /** Takes the least of several, as not every full collection closes all gaps. */
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
