package io.rollcall.benchmarks.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class RowsTest {
    @Test
    void all_everyIdHasARowInAQuickRun() {
        assertThat(Rows.all())
                .filteredOn(row -> row.quickRounds() > 0)
                .extracting(Comparison::id)
                .contains(
                        "R-where-hit",
                        "R-where-miss",
                        "R-register",
                        "R-life",
                        "R-contention",
                        "R-bytes-name",
                        "R-bytes-member",
                        "R-join-leave",
                        "R-visit",
                        "R-send",
                        "R-broadcast",
                        "R-end",
                        "R-counter",
                        "R-await",
                        "R-collide");
    }

    @Test
    void all_rowAndFloorTogetherAreUnique() {
        assertThat(Rows.all())
                .extracting(row -> row.id() + row.row() + row.against())
                .doesNotHaveDuplicates();
    }

    @Test
    void all_benchmarksNamedAreTheBenchmarksThereAre() {
        List<String> there = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .filter(name -> name.startsWith(Rows.class.getPackageName() + "."))
                .distinct()
                .toList();

        assertThat(Rows.all().stream()
                        .flatMap(row -> Stream.of(row.candidate(), row.floor()))
                        .filter(JmhSide.class::isInstance)
                        .map(side -> ((JmhSide) side).method())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void measure_lookUp_givesNanoseconds() throws Exception {
        assertThat(JmhSide.of(WhereIs.class, "registry").measure(Effort.QUICK)).isBetween(0.5, 1_000_000.0);
    }
}
