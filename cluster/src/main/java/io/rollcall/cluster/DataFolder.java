package io.rollcall.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a node's log, with a file that says whose it is, whether it was voted from, and what the voter knows of the
 * others' folders. Used by one thread at a time.
 */
final class DataFolder implements Admission.Store {
    private static final String MARK = "rollcall-node";

    private final Path folder;
    private final String owner;

    private DataFolder(Path folder, String owner) {
        this.folder = folder;
        this.owner = owner;
    }

    /**
     * Makes sure that the folder is this node's, and goes on from what it has.
     *
     * @throws IOException if it is another's, cannot be written, or has lost its log
     */
    static Admission claim(ClusterOptions options) throws IOException {
        DataFolder data = new DataFolder(options.data(), options.cluster() + " " + options.node());
        Admission.State state = data.read();
        if (state == null) {
            Files.createDirectories(data.folder);
            state = new Admission.State(UUID.randomUUID().toString(), false, Map.of());
            data.save(state);
        } else if (state.votes() && !Files.isDirectory(options.data().resolve(options.node() + ".log"))) {
            throw new IOException(options.data() + " has lost the log of voter " + options.node()
                    + ", and what it voted for with it: see \"When a voter's disk is lost\"");
        }
        Set<String> others = new TreeSet<>(options.voters().keySet());
        others.remove(options.node());
        return new Admission(others, state, data);
    }

    private Admission.@Nullable State read() throws IOException {
        Path mark = folder.resolve(MARK);
        if (!Files.exists(mark)) {
            return null;
        }
        List<String> lines = Files.readAllLines(mark, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(owner)) {
            throw new IOException(
                    folder + " is of node " + (lines.isEmpty() ? "nobody" : lines.get(0)) + ", and this is " + owner);
        }
        String id = null;
        boolean votes = false;
        Map<String, String> noted = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split(" ", -1);
            switch (words.length + words[0]) {
                case "2folder" -> id = words[1];
                case "1votes" -> votes = true;
                case "3noted" -> noted.put(words[1], words[2]);
                default -> throw new IOException(mark + " has a line that is not understood: " + line);
            }
        }
        if (id == null) {
            throw new IOException(mark + " does not say the folder's id");
        }
        return new Admission.State(id, votes, noted);
    }

    @Override
    public void save(Admission.State state) throws IOException {
        StringBuilder text = new StringBuilder(owner)
                .append("\nfolder ")
                .append(state.folder())
                .append('\n');
        if (state.votes()) {
            text.append("votes\n");
        }
        new TreeMap<>(state.noted())
                .forEach((voter, id) -> text.append("noted ")
                        .append(voter)
                        .append(' ')
                        .append(id)
                        .append('\n'));
        Path next = folder.resolve(MARK + ".next");
        try (FileChannel file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(next, folder.resolve(MARK), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true); // the new name, too
        }
    }
}
