package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rollcall.cluster.Processes.Claims;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes, each on a machine of its own as far as the network goes, whose cables are pulled. Runs with
 * {@code -Drollcall.stress=long} where network namespaces can be made. How long things took is printed, and fails nothing.
 */
@Tag("stress")
class CutsTest {
    private static final int NAMES = 1_000;
    private static final int RACED = 50_000;

    @TempDir
    Path folder;

    private Lan lan;
    private Processes nodes;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Processes.LONG);
        lan = Lan.assumed(Processes.VOTERS);
        nodes = Processes.start(folder, lan);
    }

    @AfterEach
    void close() {
        if (nodes != null) {
            nodes.close();
        }
        if (lan != null) {
            lan.close();
        }
    }

    private static long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    @Test
    void leader_cutOff_theOthersGoOnAndItRefuses() throws Exception {
        cutOff(nodes.leader());
    }

    @Test
    void follower_cutOff_theOthersGoOnAndItRefuses() throws Exception {
        cutOff(nodes.follower());
    }

    private void cutOff(String id) throws Exception {
        String who = id.equals(nodes.leader()) ? "the leader" : "a follower";
        NodeProcess lone = nodes.node(id);
        NodeProcess one = nodes.node(nodes.other(id));
        NodeProcess two = nodes.node(nodes.other(id, one.id));
        assertThat(nodes.claims(lone, "lone", NAMES).granted()).isEqualTo(NAMES);
        assertThat(nodes.claims(one, "rest", NAMES).granted()).isEqualTo(NAMES);
        String runs = one.ask("ready") + two.ask("ready");
        lan.cutOff(id);
        long begun = System.nanoTime();
        long refuses = -1;
        long goesOn = -1;
        while (refuses < 0 || goesOn < 0) {
            assertThat(millisSince(begun)).as("cut off was " + who).isLessThan(90_000);
            if (refuses < 0 && !lone.ask("suspended").equals("no")) {
                refuses = millisSince(begun);
            }
            if (goesOn < 0
                    && one.ask("size").equals("" + NAMES)
                    && two.ask("size").equals("" + NAMES)) {
                goesOn = millisSince(begun);
            }
            for (NodeProcess node : Set.of(one, two)) {
                assertThat(node.ask("members")).as("the majority splits").contains(one.id, two.id);
            }
        }
        report("F7 " + who + " is cut off: it refuses, ms", refuses);
        report("F7 " + who + " is cut off: its names are free, ms", goesOn);
        assertThat(lone.ask("claim late")).isEqualTo("suspended");
        assertThat(nodes.claims(two, "lone", NAMES).granted()).isEqualTo(NAMES);
        report("F7 " + who + " is cut off: they are another's, ms", millisSince(begun));
        Claims rest = nodes.claims(one, "rest", NAMES);
        assertThat(rest.granted()).isEqualTo(NAMES);
        assertThat(rest.lost()).as("names of the living").isZero();
        lan.heal();
        begun = System.nanoTime();
        nodes.ready();
        report("F7 it may claim again once the cut is mended, ms", millisSince(begun));
        assertThat(nodes.claims(lone, "lone", NAMES).taken()).isEqualTo(NAMES);
        nodes.checkEqual();
        report("F7 all have equal tables, ms", millisSince(begun));
        assertThat(one.ask("ready") + two.ask("ready"))
                .as("the runs of the others")
                .isEqualTo(runs);
    }

    @Test
    void claims_underWayAtTheCut_areSettledAfterwards() throws Exception {
        String id = nodes.leader();
        NodeProcess lone = nodes.node(id);
        for (NodeProcess node : nodes.up()) {
            node.say("claims cut " + RACED);
        }
        nodes.pass(300); // whatever is under way by then
        lan.cutOff(id);
        for (NodeProcess node : nodes.up()) {
            Claims claims = Claims.of(node.answer());
            assertThat(claims.all()).as("each claim is answered").isEqualTo(RACED);
            report("F9 claims at the cut, " + (node == lone ? "on the leader cut off" : "on another"), claims);
        }
        lan.heal();
        nodes.ready();
        int granted = 0;
        for (NodeProcess node : nodes.up()) {
            Claims claims = nodes.claims(node, "cut", RACED);
            granted += claims.granted();
            assertThat(node == lone ? 0 : claims.lost())
                    .as("names granted to the living are theirs")
                    .isZero();
        }
        assertThat(granted).as("F9: winners").isEqualTo(RACED);
        nodes.checkEqual();
    }

    @Test
    void first_doesNotHearTheSecond_eachClaimsOrRefuses() throws Exception {
        parted("n1", "n2");
    }

    @Test
    void first_doesNotHearTheThird_eachClaimsOrRefuses() throws Exception {
        parted("n1", "n3");
    }

    @Test
    void second_doesNotHearTheThird_eachClaimsOrRefuses() throws Exception {
        parted("n2", "n3");
    }

    /** The three pairs differ in who of them leads, and who would in the other's stead: that is drawn at each start. */
    private void parted(String one, String other) throws Exception {
        report("F8", one + " and " + other + " do not hear each other; before, " + nodes.leader() + " leads");
        for (NodeProcess node : nodes.up()) {
            nodes.claims(node, "of-" + node.id + "-", NAMES);
            node.ask("calls 2 20000000");
        }
        lan.part(one, other);
        long begun = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            nodes.pass(5_000);
            for (NodeProcess node : nodes.up()) {
                String claim = node.ask("claim " + node.id + "-" + i);
                report(
                        "F8 after " + millisSince(begun) + " ms",
                        node.id + ": " + claim + ", sees " + node.ask("members") + " led by " + node.ask("leader")
                                + ", suspended: " + node.ask("suspended"));
                if (i == 5) {
                    assertThat(claim).as(node.id + " claims or refuses").matches("granted .*|suspended");
                }
            }
            report("F8 calls meanwhile", nodes.recorder.outcomes());
        }
        lan.heal();
        begun = System.nanoTime();
        nodes.ready();
        report("F8 all may claim again once the cut is mended, ms", millisSince(begun));
        for (NodeProcess node : nodes.up()) {
            node.ask("calls-end");
        }
        assertThat(nodes.recorder.check(Long.MAX_VALUE)).as("names searched").isGreaterThan(10);
        nodes.checkEqual();
    }
}
