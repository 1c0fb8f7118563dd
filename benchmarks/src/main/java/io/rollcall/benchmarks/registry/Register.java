package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Registers a name and gives it up; each thread has an owner and names of its own. */
public class Register {
    private static final int OWN = 256;

    @Benchmark
    public boolean registry(Member member) {
        return member.owner.register(member.names[member.next++ & OWN - 1]).unregister();
    }

    /** Without a lock: what can still enumerate an owner, but for one thread only. */
    @Benchmark
    public boolean map(MapMember member) {
        Object key = member.keys[member.next++ & OWN - 1];
        Map<Object, Subject> map = member.table.map;
        Subject subject = member.subject;
        if (map.putIfAbsent(key, subject) == null) {
            subject.held.add(key);
        }
        subject.held.remove(key);
        return map.remove(key, subject);
    }

    /** A registry of names held by others, some of them awaited ones. */
    @State(Scope.Benchmark)
    public static class Table {
        @Param("1000")
        public int names;

        @Param("RECORD")
        public String shape;

        /** How many names that nobody holds are waited for. */
        @Param("0")
        public int awaited;

        Registry<Subject> registry;

        @Setup
        public void fill() {
            Keys keys = Keys.valueOf(shape);
            registry = Population.registry(keys.keys("held", names));
            for (int i = 0; i < awaited; i++) {
                registry.await(Name.of(keys.key("awaited", i)));
            }
        }
    }

    /** A thread's owner. */
    @State(Scope.Thread)
    public static class Member {
        Owner<Subject> owner;
        Name[] names;
        int next;

        @Setup
        public void join(Table table) {
            owner = table.registry.join(new Subject());
            names = Keys.names(own(Keys.valueOf(table.shape)));
        }
    }

    /** A map of the same keys. */
    @State(Scope.Benchmark)
    public static class MapTable {
        @Param("1000")
        public int names;

        @Param("RECORD")
        public String shape;

        Map<Object, Subject> map;

        @Setup
        public void fill() {
            map = Population.map(Keys.valueOf(shape).keys("held", names));
        }
    }

    /** A thread's subject. */
    @State(Scope.Thread)
    public static class MapMember {
        MapTable table;
        Subject subject;
        Object[] keys;
        int next;

        @Setup
        public void join(MapTable filled) {
            table = filled;
            subject = new Subject();
            keys = own(Keys.valueOf(filled.shape));
        }
    }

    private static Comparable<?>[] own(Keys keys) {
        return keys.keys("own" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), OWN);
    }
}
