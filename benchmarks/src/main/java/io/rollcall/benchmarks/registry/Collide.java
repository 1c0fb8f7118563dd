package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Works on a table of 16,384 names whose hash codes are one, or not. */
public class Collide {
    private static final int NAMES = 16_384;

    @Benchmark
    public Object whereIs(Names names) {
        return names.registry.whereIs(names.probes[names.next++ & NAMES - 1]).orElse(null);
    }

    @Benchmark
    public boolean register(Names names) {
        int at = names.next++ & NAMES - 1;
        boolean gone = names.held[at].unregister();
        names.held[at] = names.owner.register(names.probes[at]);
        return gone;
    }

    /** An owner of all names, which are asked for in an order of chance. */
    @State(Scope.Benchmark)
    public static class Names {
        @Param("COLLIDING_STRING")
        public String shape;

        Registry<Subject> registry;
        Owner<Subject> owner;
        Name[] probes;
        Registration<Subject>[] held;
        int next;

        @Setup
        @SuppressWarnings("unchecked") // an array of a generic type
        public void fill() {
            registry = Registry.create();
            owner = registry.join(new Subject());
            Keys keys = Keys.valueOf(shape);
            Name[] names = Keys.names(keys.probes("held", NAMES));
            held = Keys.fill((Registration<Subject>[]) new Registration<?>[NAMES], i -> owner.register(names[i]));
            probes = Keys.names(keys.probes("held", NAMES));
        }
    }
}
