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
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import org.jgroups.protocols.raft.FileBasedLog;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jspecify.annotations.Nullable;

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
 * <p>It replaces a snapshot in one step, and writes the entry that one stands for. And one thread at a time reads and writes: votes
 * are given by another than the one that appends, and both would use one buffer.
 *
 * <p>What it says is written is on the disk. The parent goes on where an entry cannot be written, or not all of it, as on a full
 * disk, and would acknowledge what it does not have. Here that ends the log: nothing more is read from it or written to it, and so
 * nothing acknowledged. Votes are flushed, and the term never goes back, neither of which the parent sees to.
 */
final class RaftLog extends FileBasedLog {
    /** How many bytes of entries stay, about. */
    static final long KEPT = 16 << 20;

    private static final long STEP = 256 << 10;
    private static final String SNAPSHOT = "state_snapshot.raft"; // as the parent calls it
    private static final String ENTRIES = "entries.raft"; // as it calls that, and as it begins an entry
    private static final String METADATA = "metadata.raft"; // as it calls that
    private static final byte MAGIC = 1;
    private static final int HEADER = 26;

    /** Where an entry ends, counted from the start. */
    private record Mark(long index, long bytes) {}

    private final Path folder;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long bytes;
    private final ThreadLocal<Long> lastRead = ThreadLocal.withInitial(() -> 0L);
    private final Consumer<Exception> ended;
    private final FileChannel metadata;
    /** To flush what the parent writes; null where it may have replaced the file. */
    private @Nullable FileChannel entries;

    private boolean flushes = true;
    private @Nullable IllegalStateException failure;

    /** Something that ends the log if it fails. */
    private interface Writing {
        void write() throws IOException;
    }

    /**
     * Opens the log in a folder.
     *
     * @param ended is told once why the log cannot be written any more, with the log's lock held
     * @throws IOException if that cannot be read or written
     */
    RaftLog(Path folder, Consumer<Exception> ended) throws IOException {
        this.folder = folder;
        this.ended = ended;
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
        super.useFsync(false);
        metadata = FileChannel.open(folder.resolve(METADATA), StandardOpenOption.WRITE);
        dropCutOff();
        marks.add(new Mark(lastAppended(), 0));
    }

    /** An entry that is cut off where the file ends was never acknowledged; it goes, as nothing could be added behind it. */
    private void dropCutOff() {
        long last = lastAppended();
        if (last > firstAppended() && super.get(last) == null) {
            super.deleteAllEntriesStartingFrom(last);
        }
    }

    /** Has it flush what it writes, or not; it does by itself what the parent would leave out. */
    @Override
    public synchronized Log useFsync(boolean value) {
        flushes = value;
        return this;
    }

    @Override
    public synchronized boolean useFsync() {
        return flushes;
    }

    /** The index of the entry that this thread has read last. */
    long lastRead() {
        return lastRead.get();
    }

    @Override
    public synchronized LogEntry get(long index) {
        checkUsable();
        lastRead.set(index);
        return super.get(index);
    }

    @Override
    public synchronized long append(long index, LogEntries added) {
        write(() -> {
            try {
                super.append(index, added);
                checkWritten(index, added);
                flushEntries();
            } catch (IOException | RuntimeException failed) {
                cutBack(index, failed);
                throw failed;
            }
        });
        long last = lastAppended();
        bytes += added.totalSize();
        Mark newest = marks.peekLast();
        if (newest == null || bytes - newest.bytes >= STEP) {
            marks.add(new Mark(last, bytes));
        }
        return last;
    }

    /** What was half written may look whole when the log is opened again: the file is grown before it is filled. */
    private void cutBack(long index, Exception failed) {
        try {
            super.deleteAllEntriesStartingFrom(index);
        } catch (RuntimeException neither) {
            failed.addSuppressed(neither);
        }
    }

    private void checkUsable() {
        IllegalStateException why = failure;
        if (why != null) {
            throw new IllegalStateException("the log has ended", why);
        }
    }

    private void write(Writing writing) {
        checkUsable();
        try {
            writing.write();
        } catch (IOException | RuntimeException failed) {
            throw end(failed);
        }
    }

    private synchronized IllegalStateException end(Exception why) {
        IllegalStateException told = failure;
        if (told == null) {
            told = new IllegalStateException("the log in " + folder + " cannot be written: " + why.getMessage(), why);
            failure = told;
            ended.accept(told);
        }
        return told;
    }

    /** The parent writes all entries at once, from the first to the last. */
    private void checkWritten(long index, LogEntries entries) throws IOException {
        LogEntry last = null;
        for (LogEntry each : entries) {
            last = each;
        }
        long lastIndex = index + entries.size() - 1;
        LogEntry there = last == null || lastAppended() != lastIndex ? null : super.get(lastIndex);
        if (last != null && (there == null || !isSame(there, last))) {
            throw new IOException("entry " + lastIndex + " is not whole on the disk: it may be full");
        }
    }

    private static boolean isSame(LogEntry one, LogEntry other) {
        return one.length() == other.length()
                && (one.length() == 0
                        || Arrays.equals(
                                one.command(),
                                one.offset(),
                                one.offset() + one.length(),
                                other.command(),
                                other.offset(),
                                other.offset() + other.length()));
    }

    private void flushEntries() throws IOException {
        if (flushes) {
            FileChannel open = entries;
            if (open == null) {
                open = FileChannel.open(folder.resolve(ENTRIES), StandardOpenOption.WRITE);
                entries = open;
            }
            open.force(false);
        }
    }

    private void flushMetadata() throws IOException {
        if (flushes) {
            metadata.force(true);
        }
    }

    /** To be called when the parent has put another file there. */
    private void closeEntries() throws IOException {
        FileChannel open = entries;
        entries = null;
        if (open != null) {
            open.close();
        }
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
        long from = first;
        if (from > firstAppended() && hasRoomForACopy()) {
            write(() -> {
                super.truncate(from);
                closeEntries();
                if (super.get(lastAppended()) == null) {
                    throw new IOException("the disk was full while it was compacted");
                }
                flushEntries();
            });
        }
    }

    /** What stays is copied to another file, which the parent puts in the place of the first also where it is not whole. */
    private boolean hasRoomForACopy() {
        try {
            return Files.getFileStore(folder).getUsableSpace() > sizeInBytes();
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public synchronized void reinitializeTo(long index, LogEntry entry) {
        long term = currentTerm();
        write(() -> {
            super.reinitializeTo(index, entry);
            closeEntries();
            writeFirst(index, entry);
            super.currentTerm(Math.max(term, entry.term()));
            flushMetadata();
        });
        marks.clear();
        marks.add(new Mark(index, bytes));
    }

    /** Writes the entry that a snapshot stands for, which the parent makes and leaves out: nothing could be added to it. */
    private void writeFirst(long index, LogEntry entry) throws IOException {
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
        }
        if (lastAppended() != index || super.get(index) == null) {
            throw new IOException("the entry of a snapshot is not on the disk: it may be full");
        }
    }

    @Override
    public synchronized void deleteAllEntriesStartingFrom(long index) {
        write(() -> {
            super.deleteAllEntriesStartingFrom(index);
            if (lastAppended() >= index) {
                throw new IOException("entries from " + index + " on were not taken out");
            }
        });
        marks.removeIf(mark -> mark.index >= index);
    }

    @Override
    public synchronized Log votedFor(org.jgroups.Address member) {
        write(() -> {
            super.votedFor(member);
            flushMetadata();
        });
        return this;
    }

    /** Never goes back, as the parent has it do with each entry of a former term: this node may have voted since. */
    @Override
    public synchronized Log currentTerm(long term) {
        write(() -> {
            if (term > currentTerm()) {
                super.currentTerm(term);
                flushMetadata();
            }
        });
        return this;
    }

    @Override
    public synchronized Log commitIndex(long index) {
        return super.commitIndex(index);
    }

    @Override
    public synchronized void close() {
        super.close();
        try {
            closeEntries();
            metadata.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void setSnapshot(ByteBuffer snapshot) {
        Path fresh = folder.resolve("snapshot.tmp"); // which is deleted when the log is opened, if it is left behind
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
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
            throw end(failed);
        }
    }
}
