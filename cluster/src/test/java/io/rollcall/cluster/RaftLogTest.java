package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftLogTest {
    private static final int TERM = 3;

    @TempDir
    Path folder;

    private final List<Exception> ended = new ArrayList<>();
    private RaftLog log;

    @BeforeEach
    void open() throws IOException {
        log = new RaftLog(folder, ended::add);
        log.useFsync(false);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void reopen() throws IOException {
        log.close();
        open();
    }

    private void append(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            log.append(log.lastAppended() + 1, new LogEntries().add(new LogEntry(TERM, new byte[bytes])));
        }
    }

    @Test
    void truncate_littleAfterwards_keepsIt() {
        append(20, 1 << 20);
        log.commitIndex(20);
        log.truncate(20);
        assertThat(log.firstAppended()).isLessThanOrEqualTo(4);
        assertThat(log.get(5)).isNotNull();
        assertThat(log.lastAppended()).isEqualTo(20);
    }

    @Test
    void truncate_muchAfterwards_frees() throws IOException {
        append(40, 1 << 20);
        log.commitIndex(40);
        log.truncate(40);
        long kept = RaftLog.KEPT >> 20;
        assertThat(log.firstAppended()).isBetween(40 - kept - 2, 40 - kept);
        assertThat(Files.size(folder.resolve("entries.raft"))).isBetween(RaftLog.KEPT, RaftLog.KEPT + (3 << 20));
        reopen();
        assertThat(log.firstAppended()).isBetween(40 - kept - 2, 40 - kept);
        append(1, 10);
        assertThat(log.get(41).length()).isEqualTo(10);
    }

    @Test
    void reinitializeTo_aSnapshotsEntry_isThereAndCanBeAddedTo() throws IOException {
        append(3, 10);
        log.reinitializeTo(100, new LogEntry(TERM, null));
        assertThat(log.get(100).term()).isEqualTo(TERM);
        append(2, 7);
        reopen();
        assertThat(log.firstAppended()).isEqualTo(100);
        assertThat(log.lastAppended()).isEqualTo(102);
        assertThat(log.get(100).term()).isEqualTo(TERM);
        assertThat(log.get(102).length()).isEqualTo(7);
    }

    @Test
    void lastRead_afterGet_isThatIndex() {
        append(3, 10);
        log.get(2);
        assertThat(log.lastRead()).isEqualTo(2);
    }

    @Test
    void setSnapshot_again_replacesItAndLeavesNothing() throws IOException {
        log.setSnapshot(ByteBuffer.wrap(new byte[1_000]));
        log.setSnapshot(ByteBuffer.wrap(new byte[10]));
        assertThat(log.getSnapshot().remaining()).isEqualTo(10);
        Files.createFile(folder.resolve("snapshot123.tmp")); // of one that ended meanwhile
        reopen();
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void append_withoutRoomOnTheDisk_endsTheLogOnce() throws IOException {
        assumeTrue(System.getenv("CI") != null || Files.exists(Path.of("/dev/full")), "there is no /dev/full");
        append(1, 10);
        log.close();
        Files.delete(folder.resolve("entries.raft"));
        Files.createSymbolicLink(folder.resolve("entries.raft"), Path.of("/dev/full"));
        open();
        assertThatThrownBy(() -> append(1, 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the log in " + folder + " cannot be written: ");
        assertThatThrownBy(() -> append(1, 10)).hasMessage("the log has ended");
        assertThatThrownBy(() -> log.get(1)).hasMessage("the log has ended");
        assertThatThrownBy(() -> log.currentTerm(9)).hasMessage("the log has ended");
        assertThatThrownBy(() -> log.votedFor(UUID.randomUUID())).hasMessage("the log has ended");
        assertThat(ended).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void votedFor_member_isThereWhenOpenedAgain() throws IOException {
        log.useFsync(true);
        UUID member = UUID.randomUUID();
        log.currentTerm(TERM).votedFor(member);
        append(2, 10);
        reopen();
        assertThat(log.votedFor()).isEqualTo(member);
        assertThat(log.currentTerm()).isEqualTo(TERM);
        assertThat(log.lastAppended()).isEqualTo(2);
    }

    @Test
    void open_lastEntryCutOff_isWithoutItAndCanBeAddedTo() throws IOException {
        append(3, 100);
        log.close();
        Path entries = folder.resolve("entries.raft");
        try (FileChannel file = FileChannel.open(entries, StandardOpenOption.WRITE)) {
            file.truncate(3 * (26 + 100) - 40);
        }
        open();
        assertThat(log.lastAppended()).isEqualTo(2);
        append(1, 7);
        reopen();
        assertThat(log.lastAppended()).isEqualTo(3);
        assertThat(log.get(3).length()).isEqualTo(7);
    }

    @Test
    void append_ofAFormerTerm_leavesTheTerm() throws IOException {
        log.currentTerm(TERM + 4);
        append(2, 10);
        log.deleteAllEntriesStartingFrom(2);
        reopen();
        assertThat(log.currentTerm()).isEqualTo(TERM + 4);
    }

    @Test
    void reinitializeTo_anEntryOfAFormerTerm_leavesTheTerm() throws IOException {
        log.currentTerm(TERM + 4);
        log.reinitializeTo(10, new LogEntry(TERM, new byte[3]));
        assertThat(log.currentTerm()).isEqualTo(TERM + 4);
        reopen();
        assertThat(log.currentTerm()).isEqualTo(TERM + 4);
    }

    @Test
    void setSnapshot_whereItCannotBe_endsTheLog() throws IOException {
        Files.createDirectories(folder.resolve("state_snapshot.raft").resolve("in the way"));
        assertThatThrownBy(() -> log.setSnapshot(ByteBuffer.allocate(3)))
                .hasMessageStartingWith("the log in " + folder + " cannot be written: ");
        assertThatThrownBy(() -> append(1, 10)).hasMessage("the log has ended");
        assertThat(ended).hasSize(1);
    }
}
