package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ends owners that hold a number of names; one call ends as many as hold {@link #total} names together. */
public class End {
    /** Enough names that reading the clock does not count. */
    private static final int AT_LEAST = 1000;

    /** Returns how many names vanish in one call. */
    static int total(int entries) {
        return Math.max(entries, AT_LEAST / entries * entries);
    }

    @Benchmark
    public boolean registry(Names names) {
        boolean ended = true;
        for (Owner<Subject> owner : names.ending) {
            ended &= owner.leave();
        }
        return ended;
    }

    @Benchmark
    public boolean map(MapKeys keys) {
        boolean removed = true;
        for (Subject subject : keys.ending) {
            for (Object key : subject.held) {
                removed &= keys.map.remove(key, subject);
            }
        }
        return removed;
    }

    /** A registry with names of others, and owners about to end. */
    @State(Scope.Benchmark)
    public static class Names {
        @Param("1")
        public int entries;

        @Param("1000")
        public int others;

        Registry<Subject> registry;
        Name[] own;
        Owner<Subject>[] ending;

        @Setup
        @SuppressWarnings("unchecked") // an array of a generic type
        public void fill() {
            registry = Population.registry(Keys.RECORD.keys("held", others));
            own = Keys.names(Keys.RECORD.keys("own", total(entries)));
            ending = (Owner<Subject>[]) new Owner<?>[own.length / entries];
        }

        @Setup(Level.Invocation)
        public void register() {
            for (int i = 0; i < ending.length; i++) {
                ending[i] = registry.join(new Subject());
                for (int j = 0; j < entries; j++) {
                    ending[i].register(own[i * entries + j]);
                }
            }
        }
    }

    /** A map of the same keys. */
    @State(Scope.Benchmark)
    public static class MapKeys {
        @Param("1")
        public int entries;

        @Param("1000")
        public int others;

        Map<Object, Subject> map;
        Object[] own;
        Subject[] ending;

        @Setup
        public void fill() {
            map = Population.map(Keys.RECORD.keys("held", others));
            own = Keys.RECORD.keys("own", total(entries));
            ending = new Subject[own.length / entries];
        }

        @Setup(Level.Invocation)
        public void register() {
            for (int i = 0; i < ending.length; i++) {
                ending[i] = new Subject();
                for (int j = 0; j < entries; j++) {
                    map.put(own[i * entries + j], ending[i]);
                    ending[i].held.add(own[i * entries + j]);
                }
            }
        }
    }
}
