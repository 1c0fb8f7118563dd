package io.rollcall.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a node's log, with a file that says whose it is: a voter must find again what it once voted for. */
final class DataFolder {
    private static final String MARK = "rollcall-node";

    private DataFolder() {}

    /**
     * Makes sure that the folder is this node's.
     *
     * @throws IOException if it is another's, or new and must not be
     */
    static void claim(ClusterOptions options) throws IOException {
        Path mark = options.data().resolve(MARK);
        String mine = options.cluster() + " " + options.node() + "\n";
        if (Files.exists(mark)) {
            String found = Files.readString(mark, StandardCharsets.UTF_8);
            if (!found.equals(mine)) {
                throw new IOException(
                        options.data() + " is of node " + found.strip() + ", and this is " + mine.strip());
            }
            return;
        }
        if (options.isVoter() && !options.founding()) {
            throw new IOException(
                    options.data() + " has no log of voter " + options.node() + ". Is it the very first start, say"
                            + " so (founding). If the disk was lost, do not: what the node voted for went with it");
        }
        Files.createDirectories(options.data());
        Files.writeString(mark, mine, StandardCharsets.UTF_8);
    }
}
