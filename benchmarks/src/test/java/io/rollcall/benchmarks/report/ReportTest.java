package io.rollcall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static Result result(String id, Goal goal, Runs runs) {
        Side none = effort -> 0;
        return Result.of(new Comparison(id, "look-up", "ns", none, "map", none, goal, 1), runs);
    }

    private final Report report = new Report(List.of(
            result("R-a", Goal.ratio(1.05), new Runs(List.of(17.0, 18.0, 19.5), List.of(17.0, 17.0, 17.0))),
            result("R-bc", Goal.value(0), new Runs(List.of(0.0), List.of(0.0)))));

    @Test
    void table_goalMissed_staysInIt() {
        assertThat(report.table()).isEqualTo("""
                        id    row      value    floor    against  ratio             goal     met
                        R-a   look-up  18.0 ns  17.0 ns  map      1.06 [1.00–1.15]  ≤ 1.05×  MISSED
                        R-bc  look-up  0 ns     0 ns     map      -                 ≤ 0 ns   yes
                        """);
    }

    @Test
    void write_results_asAListWithTheRawFigures(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("new").resolve("bench.json");

        report.write(file);

        JsonNode list = new ObjectMapper().readTree(file.toFile());
        assertThat(list).hasSize(2);
        JsonNode first = list.get(0);
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "row", "value", "unit", "against", "floor", "ratio", "goal", "met", "jvm", "runs");
        assertThat(first.get("met").booleanValue()).isFalse();
        assertThat(first.get("ratio").doubleValue()).isEqualTo(1.05882);
        assertThat(first.get("runs").get("candidate").get(2).doubleValue()).isEqualTo(19.5);
        assertThat(first.get("jvm").textValue()).contains(Runtime.version().toString());
        assertThat(list.get(1).get("ratio").isNull()).isTrue();
    }
}
