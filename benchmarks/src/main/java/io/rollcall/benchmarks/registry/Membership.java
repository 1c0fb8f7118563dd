package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Joins and leaves a property, and visits its members, in the caller's thread. */
public class Membership {
    @Benchmark
    public boolean joinAndLeave(Members members) {
        return members.owner.register(members.property).unregister();
    }

    @Benchmark
    public void visit(Members members) {
        members.registry.forEach(members.property, member -> member.receive("m"));
    }

    @Benchmark
    public Object broadcast(Members members) {
        return members.registry.broadcast(members.property, member -> member.receive("m"));
    }

    @Benchmark
    public void array(Array array) {
        for (Subject member : array.subjects) {
            member.receive("m");
        }
    }

    private static Subject[] shuffled(int count) {
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subjects.add(new Subject());
        }
        Collections.shuffle(subjects, new Random(1)); // as they lie in memory after a while
        return subjects.toArray(Subject[]::new);
    }

    /** A property with members, and an owner that is none yet. */
    @State(Scope.Benchmark)
    public static class Members {
        @Param("1000")
        public int members;

        Registry<Subject> registry;
        Property property;
        Owner<Subject> owner;

        @Setup
        public void fill() {
            registry = Registry.create();
            property = Property.of("room");
            owner = registry.join(new Subject());
            for (Subject subject : shuffled(members)) {
                registry.join(subject).register(property);
            }
        }
    }

    /** The same subjects in an array. */
    @State(Scope.Benchmark)
    public static class Array {
        @Param("1000")
        public int members;

        Subject[] subjects;

        @Setup
        public void fill() {
            subjects = shuffled(members);
        }
    }
}
