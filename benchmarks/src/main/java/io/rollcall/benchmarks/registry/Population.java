package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is in a table before it is measured: names of a kind, spread over up to a thousand owners. */
final class Population {
    private static final int OWNERS = 1000;

    private Population() {}

    static Registry<Subject> registry(Comparable<?>[] keys) {
        Registry<Subject> registry = Registry.create();
        List<Owner<Subject>> owners = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            if (i < OWNERS) {
                owners.add(registry.join(new Subject()));
            }
            owners.get(i % OWNERS).register(Name.of(keys[i]));
        }
        return registry;
    }

    static Map<Object, Subject> map(Comparable<?>[] keys) {
        Map<Object, Subject> map = new ConcurrentHashMap<>();
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            if (i < OWNERS) {
                subjects.add(new Subject());
            }
            map.put(keys[i], subjects.get(i % OWNERS));
        }
        return map;
    }
}
