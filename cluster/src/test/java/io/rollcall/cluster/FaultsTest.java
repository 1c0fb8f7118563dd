package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rollcall.cluster.Processes.Claims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one machine that are killed and stopped. Two tests run always, with small numbers; the others with
 * {@code -Drollcall.stress=long}. How long things took is printed, and fails nothing.
 */
@Tag("stress")
class FaultsTest {
    private static final int NAMES = Processes.LONG ? 100_000 : 2_000;
    private static final int ROOM = 10_000;

    @TempDir
    Path folder;

    private Processes nodes;

    @BeforeEach
    void start(TestInfo test) throws Exception {
        assumeTrue(Processes.LONG || test.getTags().contains("short"));
        nodes = Processes.start(folder, null);
    }

    @AfterEach
    void close() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private static long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    @Test
    @Tag("short")
    void nodes_racedKilledAndStartedAnew_keepTheirPromises() throws Exception {
        long begun = System.nanoTime();
        assertThat(nodes.race("race", NAMES)).as("F1: winners").isEqualTo(NAMES);
        report("F1 race of " + NAMES + " names, ms", millisSince(begun));
        nodes.checkEqual();

        String first = nodes.follower();
        Claims own = nodes.claims(nodes.node(first), "own", NAMES);
        assertThat(own.granted()).isEqualTo(NAMES);
        report("one follower claims " + NAMES + " names, ms", own.millis());
        for (NodeProcess node : nodes.up()) {
            nodes.until(node, "size", "" + 2 * NAMES);
        }
        int others = NAMES - nodes.won(first);
        nodes.kill(first);
        NodeProcess survivor = nodes.node(nodes.follower());
        report("F2 names of a killed follower are free, ms", nodes.until(survivor, "size", "" + others));
        begun = System.nanoTime();
        assertThat(nodes.race("own", NAMES)).as("F4: winners").isEqualTo(NAMES);
        report("F4 two survivors claim them, ms", millisSince(begun));

        long token = token(nodes.claim(survivor, "kept"));
        nodes.restart(first);
        leaderKilled();

        for (String id : nodes.ids()) {
            nodes.kill(id);
        }
        nodes.restartAll();
        for (NodeProcess node : nodes.up()) {
            nodes.until(node, "size", "0");
        }
        assertThat(token(nodes.claim(nodes.node("n1"), "kept")))
                .as("F10: tokens never go back")
                .isGreaterThan(token);
        nodes.checkEqual();
    }

    private static long token(String granted) {
        return Long.parseLong(granted.split(" ", -1)[1]);
    }

    private void leaderKilled() throws Exception {
        String leader = nodes.leader();
        NodeProcess other = nodes.node(nodes.other(leader));
        Claims before = nodes.claims(other, "before", NAMES);
        other.say("claims load " + NAMES);
        nodes.kill(leader);
        long begun = System.nanoTime();
        assertThat(Claims.of(other.answer()).all())
                .as("F3: each claim is answered")
                .isEqualTo(NAMES);
        assertThat(nodes.claim(other, "after")).as("F3: a survivor claims").startsWith("granted ");
        report("F3 all claims are answered after the leader was killed, ms", millisSince(begun));
        assertThat(nodes.claims(other, "load", NAMES).lost())
                .as("F3: what was granted to the living stays")
                .isZero();
        Claims after = nodes.claims(other, "before", NAMES);
        assertThat(List.of(after.granted(), after.lost())).isEqualTo(List.of(before.granted(), 0));
        nodes.restart(leader);
        nodes.checkEqual();
    }

    @Test
    @Tag("short")
    void nodes_whoseDisksAreFull_leaveAndComeBack() throws Exception {
        assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(Path.of("/usr/bin/prlimit")), "there is no prlimit");
        diskFull(nodes.follower(), "follower");
        diskFull(nodes.leader(), "leader");
    }

    /** No file of the node may grow much further; what does not fit is cut off, as on a full disk. */
    private void diskFull(String id, String names) throws Exception {
        NodeProcess full = nodes.node(id);
        NodeProcess other = nodes.node(nodes.other(id));
        full.limitFiles(Files.size(folder.resolve(id).resolve(id + ".log").resolve("entries.raft")) + ROOM);
        Claims claims = nodes.claims(other, names, NAMES);
        assertThat(List.of(claims.granted(), claims.lost())).isEqualTo(List.of(NAMES, 0));
        nodes.until(full, "suspended", "the log in .* cannot be written.*");
        nodes.kill(id);
        nodes.restart(id);
        assertThat(nodes.claim(nodes.node(id), names + 0)).startsWith("taken " + other.id);
        nodes.checkEqual();
    }

    @Test
    void follower_stoppedAndContinued_knowsThatItLost() throws Exception {
        stopped(nodes.follower());
    }

    @Test
    void leader_stoppedAndContinued_knowsThatItLost() throws Exception {
        stopped(nodes.leader());
    }

    private void stopped(String id) throws Exception {
        assertThat(nodes.claim(nodes.node(id), "x")).startsWith("granted");
        NodeProcess other = nodes.node(nodes.other(id));
        nodes.until(other, "where x", id);
        NodeProcess paused = nodes.pause(id);
        report("F5, F6 names of a stopped node are free, ms", nodes.until(other, "where x", "nobody"));
        assertThat(nodes.claim(other, "x")).startsWith("granted");
        paused.say("held x");
        nodes.resume(paused);
        long begun = System.nanoTime();
        assertThat(paused.answer()).as("the first answer after it was stopped").isEqualTo("false");
        assertThat(paused.ask("ready")).startsWith(id + "/");
        report("F5, F6 it may claim again, ms", millisSince(begun));
        assertThat(nodes.claim(paused, "x")).isEqualTo("taken " + other.id);
        assertThat(paused.ask("held x")).isEqualTo("false");
        nodes.checkEqual();
    }

    @Test
    void node_startedAnewAgainAndAgain_keepsItsNewNames() throws Exception {
        String id = nodes.follower();
        NodeProcess busy = nodes.node(nodes.other(id));
        busy.ask("churn 64 100");
        for (int i = 0; i < 50; i++) {
            nodes.kill(id);
            NodeProcess node = nodes.restart(id);
            String run = node.ask("ready");
            assertThat(nodes.claim(node, "mine" + i)).startsWith("granted");
            nodes.until(node, "held mine" + i, "true"); // what was lost is never held again
            assertThat(node.ask("ready")).as("F11: start " + i).isEqualTo(run);
        }
        report("F11 calls answered to another meanwhile, failed, longest wait in ms", busy.ask("churn-end"));
        nodes.checkEqual();
        assertThat(nodes.bytesOnDisk()).as("F11: bytes on disk").isLessThan(400L << 20);
    }

    @Test
    void learner_comesDiesAndComesBack_isAsAFollower() throws Exception {
        NodeProcess learner = nodes.launch("n4", true, Wire.VERSION);
        assertThat(learner.answer()).isEqualTo("started");
        assertThat(nodes.claims(learner, "own", 10_000).granted()).isEqualTo(10_000);
        nodes.kill("n4");
        report("F14 names of a killed learner are free, ms", nodes.until(nodes.node("n1"), "size", "0"));
        nodes.restart("n4");
        nodes.checkEqual();
    }
}
