package io.rollcall.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Effort;
import io.rollcall.server.bench.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerRowsTest {
    private static final Cores ANY = new Cores(false);

    @Test
    void all_rows_haveEveryIdAndEveryLoad() {
        List<Comparison> rows = new ServerRows(new Loads(ANY)).all();

        assertThat(rows.stream().map(Comparison::id).distinct())
                .containsExactly(
                        "S-W124",
                        "S-W3",
                        "S-W3-c",
                        "S-W3-beam",
                        "S-W3-pool",
                        "S-W5-d64",
                        "S-W5-d1",
                        "S-W6",
                        "S-slow-one",
                        "S-observer",
                        "S-start");
        assertThat(rows.stream().filter(row -> row.id().equals("S-W124")).map(Comparison::row))
                .anyMatch(row -> row.startsWith("W1,"))
                .anyMatch(row -> row.startsWith("W2,"))
                .anyMatch(row -> row.startsWith("W4,"));
        assertThat(rows).extracting(row -> row.id() + row.row() + row.against()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(
            value = Program.class,
            names = {"RAW_NETTY", "CHANNEL_GROUP"})
    void rawServer_aLoad_isAnsweredRight(Program program) throws Exception {
        boolean echo = program == Program.RAW_NETTY;
        Workload load = (echo ? Workload.echo(3, 8) : Workload.fanOut(3, 8)).with("--lines=500");
        try (RunningServer server = RunningServer.start(program, ANY)) {
            Outcome outcome = Loads.run(server, program, load, 0, 1);

            assertThat(outcome.lines()).isEqualTo(echo ? 500 : 1500);
        }
    }

    @Test
    void outcome_severalTakers_shareItAndTheSameTakerGetsANewOne() throws Exception {
        Workload load = Workload.echo(1, 1).with("--lines=20");
        try (Loads loads = new Loads(ANY)) {
            Outcome first = loads.outcome(Program.RAW_NETTY, load, Effort.QUICK, "lines");

            assertThat(loads.outcome(Program.RAW_NETTY, load, Effort.QUICK, "p99"))
                    .isSameAs(first);
            assertThat(loads.outcome(Program.RAW_NETTY, load, Effort.QUICK, "lines"))
                    .isNotSameAs(first);
        }
    }
}
