package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looks names up, of those that are held or of another kind, with keys that are equal and not the same. */
public class WhereIs {
    @Benchmark
    public Object registry(Names names, Cursor cursor) {
        return names.registry
                .whereIs(names.probes[cursor.next++ & names.probes.length - 1])
                .orElse(null);
    }

    @Benchmark
    public Object map(MapKeys keys, Cursor cursor) {
        return keys.map.get(keys.probes[cursor.next++ & keys.probes.length - 1]);
    }

    /** A registry of names, and the names to ask for. */
    @State(Scope.Benchmark)
    public static class Names {
        @Param("1000")
        public int names;

        @Param("RECORD")
        public String shape;

        @Param("held")
        public String asked;

        Registry<Subject> registry;
        Name[] probes;

        @Setup
        public void fill() {
            Keys keys = Keys.valueOf(shape);
            registry = Population.registry(keys.keys("held", names));
            probes = Keys.names(keys.probes(asked, names));
        }
    }

    /** A map of the same keys, and those to ask for. */
    @State(Scope.Benchmark)
    public static class MapKeys {
        @Param("1000")
        public int names;

        @Param("RECORD")
        public String shape;

        @Param("held")
        public String asked;

        Map<Object, Subject> map;
        Object[] probes;

        @Setup
        public void fill() {
            Keys keys = Keys.valueOf(shape);
            map = Population.map(keys.keys("held", names));
            probes = keys.probes(asked, names);
        }
    }

    /** Where a thread has got to in the names to ask for. */
    @State(Scope.Thread)
    public static class Cursor {
        int next;
    }
}
