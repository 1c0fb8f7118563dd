package io.rollcall.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark method of JMH: nanoseconds, or bytes allocated, per operation. One measurement is one fork. Immutable.
 *
 * @param method the method, as class and name
 * @param params the values of the benchmark's parameters
 * @param threads how many threads call it
 * @param operations how many operations one call is
 * @param allocation whether bytes are meant, not time
 */
public record JmhSide(String method, Map<String, String> params, int threads, int operations, boolean allocation)
        implements Side {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    public JmhSide {
        params = Map.copyOf(params);
    }

    public static JmhSide of(Class<?> type, String method) {
        return new JmhSide(type.getName() + "." + method, Map.of(), 1, 1, false);
    }

    public JmhSide with(String param, Object value) {
        Map<String, String> more = new LinkedHashMap<>(params);
        more.put(param, value.toString());
        return new JmhSide(method, more, threads, operations, allocation);
    }

    public JmhSide threads(int count) {
        return new JmhSide(method, params, count, operations, allocation);
    }

    /** Divides the figure by the operations that one call is made of. */
    public JmhSide per(int count) {
        return new JmhSide(method, params, threads, count, allocation);
    }

    /** Measures bytes, in the steps of eight in which objects are laid out; less is the harness' own. */
    public JmhSide allocated() {
        return new JmhSide(method, params, threads, operations, true);
    }

    @Override
    public double measure(Effort effort) throws RunnerException {
        RunResult result = new Runner(options(effort).build()).runSingle();
        if (!allocation) {
            return result.getPrimaryResult().getScore() / operations;
        }
        double bytes = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                .getScore();
        return Math.floor(bytes / operations / 8) * 8;
    }

    private ChainedOptionsBuilder options(Effort effort) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(method) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.millis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.millis()))
                .jvmArgs(Jvm.flags().toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        params.forEach(options::param);
        return allocation ? options.addProfiler(GCProfiler.class) : options;
    }
}
