package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Keys of the shapes that users write. */
enum Keys {
    /** A small record; its hash code is computed each time. */
    RECORD {
        @Override
        Comparable<?> key(String kind, int id) {
            return new Session(kind, id);
        }
    },
    STRING {
        @Override
        Comparable<?> key(String kind, int id) {
            return kind + '-' + id;
        }
    },
    /** As {@link #RECORD}, with one hash code for all. */
    COLLIDING_RECORD {
        @Override
        Comparable<?> key(String kind, int id) {
            return new Colliding(kind, id);
        }
    },
    /** Strings of 28 letters with one hash code; the kind is left out, and there are 16,384 of them. */
    COLLIDING_STRING {
        @Override
        Comparable<?> key(String kind, int id) {
            return letters(id, "Aa", "BB");
        }
    },
    /** As {@link #COLLIDING_STRING}, with hash codes that differ. */
    LONG_STRING {
        @Override
        Comparable<?> key(String kind, int id) {
            return letters(id, "Aa", "Bb");
        }
    };

    private static final int PAIRS = 14;

    /** Makes a new key, equal to those made of the same kind and id before. */
    abstract Comparable<?> key(String kind, int id);

    Comparable<?>[] keys(String kind, int count) {
        return fill(new Comparable<?>[count], i -> key(kind, i));
    }

    /** Makes keys in an order of chance, each a new object, so that nothing is found by identity. */
    Comparable<?>[] probes(String kind, int count) {
        int[] order = shuffled(count);
        Comparable<?>[] probes = new Comparable<?>[powerOfTwo(count)];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = key(kind, order[i % count]);
            // has
        }
        return probes;
    }

    static Name[] names(Comparable<?>[] keys) {
        return fill(new Name[keys.length], i -> Name.of(keys[i]));
    }

    static <E> E[] fill(E[] array, IntFunction<? extends E> element) {
        for (int i = 0; i < array.length; i++) {
            array[i] = element.apply(i);
        }
        return array;
    }

    private static int powerOfTwo(int atLeast) {
        return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
    }

    private static int[] shuffled(int count) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private static String letters(int bits, String zero, String one) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < PAIRS; i++) {
            letters.append((bits >> i & 1) == 0 ? zero : one);
        }
        return letters.toString();
    }

    private record Session(String kind, long id) implements Comparable<Session> {
        @Override
        public int compareTo(Session other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : Long.compare(id, other.id);
        }
    }

    private record Colliding(String kind, long id) implements Comparable<Colliding> {
        @Override
        public int compareTo(Colliding other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : Long.compare(id, other.id);
        }

        @Override
        public int hashCode() {
            return 42;
        }
    }
}
