package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An owner's whole life: it joins, registers names, ends. */
public class Life {
    @Benchmark
    public boolean registry(Names names) {
        Owner<Subject> owner = names.registry.join(new Subject());
        for (Name name : names.own) {
            owner.register(name);
        }
        return owner.leave();
    }

    @Benchmark
    public Object map(MapKeys keys) {
        Subject subject = new Subject();
        for (Object key : keys.own) {
            if (keys.map.putIfAbsent(key, subject) == null) {
                subject.held.add(key);
            }
        }
        for (Object key : subject.held) {
            keys.map.remove(key, subject);
        }
        return subject;
    }

    /** A registry with a thousand names of others, and the names of one life. */
    @State(Scope.Benchmark)
    public static class Names {
        @Param("1")
        public int names;

        Registry<Subject> registry;
        Name[] own;

        @Setup
        public void fill() {
            registry = Population.registry(Keys.RECORD.keys("held", 1000));
            own = Keys.names(Keys.RECORD.keys("own", names));
        }
    }

    /** A map of the same keys. */
    @State(Scope.Benchmark)
    public static class MapKeys {
        @Param("1")
        public int names;

        Map<Object, Subject> map;
        Object[] own;

        @Setup
        public void fill() {
            map = Population.map(Keys.RECORD.keys("held", 1000));
            own = Keys.RECORD.keys("own", names);
        }
    }
}
