package io.rollcall.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.benchmarks.report.Comparison;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterRowsTest {
    @TempDir
    Path folder;

    @Test
    void all_rows_haveEveryId() throws Exception {
        try (Systems systems = new Systems(folder.resolve("systems"))) {
            List<Comparison> rows = new ClusterRows(systems).all();

            assertThat(rows.stream().map(Comparison::id).distinct())
                    .containsExactly("C-claims", "C-claim", "C-find", "C-send", "C-broadcast", "C-crash", "C-leader");
            assertThat(rows)
                    .extracting(row -> row.id() + row.row() + row.against())
                    .doesNotHaveDuplicates();
        }
    }

    /** One node of each kind: enough to see that it answers right. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"ROLLCALL", "ZOOKEEPER"})
    void node_claims_grantsEachNameOnce(Kind kind) throws Exception {
        try (Nodes nodes = Nodes.start(kind, folder, 1)) {
            NodeProcess node = nodes.node("n1");

            assertThat(node.ask("claims a 40 8")).isEqualTo("40 0 0");
            String again = kind == Kind.ROLLCALL ? "50 0 0" : "10 40 0"; // who holds a name may claim it again
            assertThat(node.ask("claims a 50 8")).isEqualTo(again);
            assertThat(Double.parseDouble(node.ask("alone b 5"))).isPositive();
            assertThat(node.ask("next c")).isEqualTo("1");
            assertThat(node.ask("end")).isEqualTo("ended");
            assertThat(node.ask("claims a 40 8")).isEqualTo("40 0 0");
            if (kind == Kind.ROLLCALL) {
                assertThat(nodes.leader()).isEqualTo("n1");
            }
        }
    }
}
