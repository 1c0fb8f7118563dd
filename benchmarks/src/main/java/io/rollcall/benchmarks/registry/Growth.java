package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.scale.Curve;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * What look-ups, registrations, broadcasts and ends cost in registries of a thousand to a million. The sizes take turns, and
 * each figure is the median of its rounds. Confined to one thread.
 */
public final class Growth {
    private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
    private static final int CALLS = 1 << 17;
    private static final int ENTRIES_IN_ALL = 200_000;

    private final List<Crowd> crowds = Arrays.stream(SIZES).mapToObj(Crowd::new).toList();
    private long found;

    private Growth() {}

    /** Measures all curves, so many times each. */
    public static List<Curve> curves(int rounds) {
        Growth growth = new Growth();
        for (int warmUp = 0; warmUp < 20; warmUp++) {
            growth.lookUp(0);
            growth.mapLookUp(0);
            growth.register(0);
            growth.broadcast(0);
            growth.array(0);
            growth.end(0);
        }
        String names = "names in the registry";
        List<Curve> curves = List.of(
                growth.curve("look-up", "ns", names, rounds, growth::lookUp),
                growth.curve("ConcurrentHashMap.get, beside it", "ns", "keys in the map", rounds, growth::mapLookUp),
                growth.curve("register and unregister", "ns", names, rounds, growth::register),
                growth.curve("broadcast", "us", "members of the property", rounds, growth::broadcast),
                growth.curve(
                        "a loop over an array of them, beside it", "us", "members in the array", rounds, growth::array),
                growth.curve("an owner's end", "us", "names of the owner", rounds, growth::end));
        if (growth.found == 0) {
            throw new IllegalStateException("nothing was found");
        }
        return curves;
    }

    private Curve curve(String name, String unit, String sizes, int rounds, IntToDoubleFunction measured) {
        double[][] costs = new double[SIZES.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int size = 0; size < SIZES.length; size++) {
                costs[size][round] = measured.applyAsDouble(size);
            }
        }
        List<Curve.Point> points = new ArrayList<>();
        for (int size = 0; size < SIZES.length; size++) {
            Arrays.sort(costs[size]);
            points.add(new Curve.Point(SIZES[size], costs[size][rounds / 2]));
        }
        return new Curve(name, unit, sizes, points);
    }

    private double lookUp(int size) {
        Crowd crowd = crowds.get(size);
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            found += crowd.names
                            .whereIs(crowd.probes[i & crowd.probes.length - 1])
                            .isPresent()
                    ? 1
                    : 0;
        }
        return (double) (System.nanoTime() - start) / CALLS;
    }

    private double mapLookUp(int size) {
        Crowd crowd = crowds.get(size);
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            found += crowd.map.get(crowd.keys[i & crowd.keys.length - 1]) != null ? 1 : 0;
        }
        return (double) (System.nanoTime() - start) / CALLS;
    }

    private double register(int size) {
        Crowd crowd = crowds.get(size);
        long start = System.nanoTime();
        for (Name name : crowd.fresh) {
            found += crowd.owner.register(name).unregister() ? 1 : 0;
        }
        return (double) (System.nanoTime() - start) / crowd.fresh.length;
    }

    private double broadcast(int size) {
        Crowd crowd = crowds.get(size);
        int times = Math.max(1, ENTRIES_IN_ALL / SIZES[size]);
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            crowd.members.broadcast(crowd.property, member -> member.receive("m"));
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    private double array(int size) {
        Crowd crowd = crowds.get(size);
        int times = Math.max(1, ENTRIES_IN_ALL / SIZES[size]);
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            for (Subject subject : crowd.subjects) {
                subject.receive("m");
            }
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    private double end(int size) {
        int times = Math.max(1, ENTRIES_IN_ALL / SIZES[size]);
        Registry<Subject> registry = Registry.create();
        Name[] names = Keys.names(Keys.RECORD.keys("ending", SIZES[size]));
        long nanos = 0;
        for (int i = 0; i < times; i++) {
            Owner<Subject> owner = registry.join(new Subject());
            for (Name name : names) {
                owner.register(name);
            }
            long start = System.nanoTime();
            owner.leave();
            nanos += System.nanoTime() - start;
        }
        return nanos / 1e3 / times;
    }

    /** Registries of one size, made before anything is measured. */
    private static final class Crowd {
        private static final int FRESH = 10_000;

        private final Registry<Subject> names;
        private final Name[] probes;
        private final Map<Object, Subject> map;
        private final Object[] keys;
        private final Owner<Subject> owner;
        private final Name[] fresh = Keys.names(Keys.RECORD.keys("fresh", FRESH));
        private final Registry<Subject> members = Registry.create();
        private final Property property = Property.of("room");
        private final Subject[] subjects;

        Crowd(int size) {
            Comparable<?>[] held = Keys.RECORD.keys("held", size);
            names = Population.registry(held);
            map = Population.map(held);
            keys = Keys.RECORD.probes("held", size);
            probes = Keys.names(Keys.RECORD.probes("held", size));
            owner = names.join(new Subject());
            subjects = Keys.fill(new Subject[size], i -> new Subject());
            for (Subject subject : subjects) {
                members.join(subject).register(property);
            }
        }
    }
}
