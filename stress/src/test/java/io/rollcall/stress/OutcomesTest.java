package io.rollcall.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;

/** Runs the races, and fails with the outcomes that were not permitted. The report is in {@code target/jcstress}. */
@Tag("stress")
class OutcomesTest {
    /** A race of names, of an end, of a line and of a counter, for a moment. */
    private static final String SHORT =
            "-iters 1 -time 200 -t TwoOfOneName$|AllAtOnce$|Waiting.Unregister$|AddAndLeave(Open)?$";

    /** All races, for some three seconds each. */
    private static final String LONG = "-iters 3 -time 700";

    /** Each race has one JVM of its own, which compiles as it does for any program. */
    private static final String COMMON = " -f 1 -sc false -jvmArgs -XX:+TieredCompilation -r jcstress";

    @Test
    void races_ofTheRegistry_haveNoOutcomeButThosePermitted() throws Exception {
        boolean lasting = System.getProperty("rollcall.stress", "short").equals("long");
        Options options = new Options(((lasting ? LONG : SHORT) + COMMON).split(" "));
        assertThat(options.parse()).isTrue();
        JCStress races = new JCStress(options);
        races.run(); // throws what was not permitted
        assertThat(judged(options)).isEqualTo(races.getTests()).isNotEmpty(); // it is silent where a race cannot be run
    }

    private static Set<String> judged(Options options) throws IOException, ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        new DiskReadCollector(options.getResultFile(), result -> names.add(result.getName())).dump();
        return names;
    }
}
