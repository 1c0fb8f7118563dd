package io.rollcall.benchmarks.registry;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Prints what an end costs: of owners with ever more entries, and of one of ever more owners of a property. Each figure
 * is the median of several ends. An <em>order</em> is how much the time grows with the size from one row to the next: 1
 * is in proportion, 0 is not at all.
 */
public final class EndCurve {
    private static final int[] ENTRIES = {10, 100, 1_000, 10_000, 100_000};
    private static final int[] OWNERS = {10, 100, 1_000, 10_000, 100_000, 150_000};
    private static final int ENTRIES_IN_ALL = 2_000_000;
    private static final int LEAST_ENDS = 9;
    private static final int MOST_ENDS = 2_000;
    private static final int CALLS = 2_001;

    private EndCurve() {}

    /** Prints all tables, in the form of the documentation. */
    public static void main(String[] args) {
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            leave(1_000, true);
            leave(1_000, false);
            one(1_000);
        }
        System.out.println(
                "| entries of the owner | `leave`, names, us | ns each | order | properties, us | ns each | order |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|");
        double[] before = null;
        for (int entries : ENTRIES) {
            double[] nanos = {leave(entries, true), leave(entries, false)};
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %,d |", entries));
            for (int i = 0; i < nanos.length; i++) {
                line.append(String.format(Locale.ROOT, " %,.1f | %.0f |", nanos[i] / 1_000, nanos[i] / entries));
                line.append(
                        before == null ? " |" : String.format(Locale.ROOT, " %.2f |", order(before[i], nanos[i], 10)));
            }
            System.out.println(line);
            before = nanos;
        }
        System.out.println();
        System.out.println("| owners of the property | `leave` of one, ns | joining and unregistering it, ns |");
        System.out.println("|---:|---:|---:|");
        double[] first = null;
        double[] last = {0, 0};
        for (int owners : OWNERS) {
            last = one(owners);
            first = first == null ? last : first;
            System.out.println(String.format(Locale.ROOT, "| %,d | %,.0f | %,.0f |", owners, last[0], last[1]));
        }
        int times = OWNERS[OWNERS.length - 1] / OWNERS[0];
        System.out.println(String.format(
                Locale.ROOT,
                "| order | %.2f | %.2f |",
                order(first[0], last[0], times),
                order(first[1], last[1], times)));
    }

    private static double order(double before, double after, double times) {
        return Math.log(after / before) / Math.log(times);
    }

    /** Measures the end of an owner of so many names, or properties that another owner has too. */
    private static double leave(int entries, boolean ofNames) {
        Registry<Subject> registry = Registry.create();
        Owner<Subject> other = registry.join(new Subject());
        Name[] names = Keys.names(Keys.RECORD.keys("held", entries));
        Property[] properties = new Property[entries];
        for (int i = 0; i < entries; i++) {
            properties[i] = Property.of(i);
            if (!ofNames) {
                other.register(properties[i]);
            }
        }
        int ends = Math.max(LEAST_ENDS, Math.min(MOST_ENDS, ENTRIES_IN_ALL / entries));
        return median(ends, () -> {
            Owner<Subject> owner = registry.join(new Subject());
            for (int i = 0; i < entries; i++) {
                if (ofNames) {
                    owner.register(names[i]);
                } else {
                    owner.register(properties[i]);
                }
            }
            return time(owner::leave);
        });
    }

    /** Measures the end of one of so many owners of a property; and a membership that comes and goes among them. */
    private static double[] one(int owners) {
        Registry<Subject> registry = Registry.create();
        Property property = Property.of("shared");
        List<Owner<Subject>> all = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            all.add(registry.join(new Subject()));
            all.get(i).register(property);
        }
        int middle = owners / 2;
        double end = median(CALLS, () -> {
            Owner<Subject> owner = all.get(middle);
            long nanos = time(owner::leave);
            all.set(middle, registry.join(new Subject()));
            all.get(middle).register(property);
            return nanos;
        });
        Owner<Subject> more = registry.join(new Subject());
        return new double[] {
            end, median(CALLS, () -> time(() -> more.register(property).unregister()))
        };
    }

    private static long time(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return System.nanoTime() - start;
    }

    private static double median(int times, LongSupplier measured) {
        long[] nanos = new long[times];
        for (int i = -times / 4; i < times; i++) {
            long taken = measured.getAsLong();
            if (i >= 0) {
                nanos[i] = taken;
            }
        }
        Arrays.sort(nanos);
        return nanos[times / 2];
    }
}
