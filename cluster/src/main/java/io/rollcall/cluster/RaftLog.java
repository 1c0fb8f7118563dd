package io.rollcall.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jgroups.protocols.raft.FileBasedLog;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;

/**
 * The log of jgroups-raft in files, which in some respects does otherwise than its parent.
 *
 * <p>It keeps the last entries when a snapshot is taken. The leader takes one for each node that comes late, and whoever lacks
 * an entry that went with it is sent the whole table: without a tail the others, which are always some entries behind, and then
 * the late one again, for as long as there is load.
 *
 * <p>It says which entry a thread has read last, since the engine does not say which one it has applied: a snapshot may be
 * newer than the entries that a node finds beside it, because of that tail or of an end between the two.
 *
 * <p>It replaces a snapshot in one step, and writes the entry that one stands for. And one thread at a time reads and writes: votes are given by another than the one
 * that appends, and both would use one buffer.
 */
final class RaftLog extends FileBasedLog {
    /** How many bytes of entries stay, about. */
    static final long KEPT = 16 << 20;

    private static final long STEP = 256 << 10;
    private static final String SNAPSHOT = "state_snapshot.raft"; // as the parent calls it
    private static final String ENTRIES = "entries.raft"; // as it calls that, and as it begins an entry
    private static final byte MAGIC = 1;
    private static final int HEADER = 26;

    /** Where an entry ends, counted from the start. */
    private record Mark(long index, long bytes) {}

    private final Path folder;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long bytes;
    private final ThreadLocal<Long> lastRead = ThreadLocal.withInitial(() -> 0L);

    /**
     * Opens the log in a folder.
     *
     * @throws IOException if that cannot be read or written
     */
    RaftLog(Path folder) throws IOException {
        this.folder = folder;
        try {
            init(folder.toString(), Map.of());
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) { // it declares no less
            throw new IOException("the log in " + folder + " cannot be opened", failed);
        }
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "snapshot*.tmp")) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
        marks.add(new Mark(lastAppended(), 0));
    }

    /** The index of the entry that this thread has read last. */
    long lastRead() {
        return lastRead.get();
    }

    @Override
    public synchronized LogEntry get(long index) {
        lastRead.set(index);
        return super.get(index);
    }

    @Override
    public synchronized long append(long index, LogEntries entries) {
        long last = super.append(index, entries);
        bytes += entries.totalSize();
        Mark newest = marks.peekLast();
        if (newest == null || bytes - newest.bytes >= STEP) {
            marks.add(new Mark(last, bytes));
        }
        return last;
    }

    @Override
    public synchronized void truncate(long index) {
        long first = 0;
        for (Mark mark = marks.peek();
                mark != null && mark.index <= index && bytes - mark.bytes >= KEPT;
                mark = marks.peek()) {
            first = mark.index;
            marks.remove();
        }
        if (first > firstAppended()) {
            super.truncate(first);
        }
    }

    @Override
    public synchronized void reinitializeTo(long index, LogEntry entry) {
        super.reinitializeTo(index, entry);
        writeFirst(index, entry);
        marks.clear();
        marks.add(new Mark(index, bytes));
    }

    /** Writes the entry that a snapshot stands for, which the parent makes and leaves out: nothing could be added to it. */
    private void writeFirst(long index, LogEntry entry) {
        int length = entry.length();
        ByteBuffer header = ByteBuffer.allocate(HEADER + length);
        header.put(MAGIC).putInt(HEADER + length).putLong(entry.term()).putLong(index);
        header.put((byte) (entry.internal() ? 1 : 0)).putInt(length);
        if (length > 0) {
            header.put(entry.command(), entry.offset(), length);
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(ENTRIES), StandardOpenOption.WRITE)) {
            channel.write(header.flip(), 0);
            channel.force(true);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public synchronized void deleteAllEntriesStartingFrom(long index) {
        super.deleteAllEntriesStartingFrom(index);
        marks.removeIf(mark -> mark.index >= index);
    }

    @Override
    public synchronized Log votedFor(org.jgroups.Address member) {
        return super.votedFor(member);
    }

    @Override
    public synchronized Log currentTerm(long term) {
        return super.currentTerm(term);
    }

    @Override
    public synchronized Log commitIndex(long index) {
        return super.commitIndex(index);
    }

    @Override
    public synchronized void close() {
        super.close();
    }

    @Override
    public void setSnapshot(ByteBuffer snapshot) {
        try {
            Path fresh = Files.createTempFile(folder, "snapshot", ".tmp");
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                while (snapshot.hasRemaining()) {
                    channel.write(snapshot);
                }
                channel.force(true);
            }
            Files.move(
                    fresh,
                    folder.resolve(SNAPSHOT),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
