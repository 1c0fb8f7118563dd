package io.rollcall.server;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options for a daemon that is one of several nodes. */
final class ClusterArguments {
    /** By how much the second port of a node is greater than the first. */
    private static final int SECOND_PORT = 100;

    private static final int MOST_PORT = 65_535 - SECOND_PORT;
    private static final int MOST_VOTERS = 7;
    private static final int LEAST_KEY = 32;
    private static final String DNS = "dns:";
    /** Of a connection's id, {@code n1.c42}, it is what is before the dot. */
    private static final String NODE = "[A-Za-z0-9_-]{1,64}";

    private static final String NODE_FORM = "1 to 64 of A-Z, a-z, 0-9, '_' and '-'";

    @Option(names = "--cluster", paramLabel = "NAME", description = "Be a node of this cluster.")
    private @Nullable String cluster;

    @Option(names = "--node-id", paramLabel = "ID", description = "This node's id, which no other has.")
    private @Nullable String nodeId;

    @Option(
            names = "--cluster-bind",
            paramLabel = "HOST:PORT",
            converter = PlaceReader.class,
            description = "Where the other nodes reach this one; PORT + 100 is used, too.")
    private @Nullable InetSocketAddress bind;

    @Option(
            names = "--voters",
            paramLabel = "LIST",
            converter = VotersReader.class,
            description = "Who agrees, one, three or five: n1=HOST:PORT,n2=HOST:PORT,n3=HOST:PORT.")
    private @Nullable Voters voters;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "This node's log, to be kept (default: of user, cluster and node).")
    private @Nullable Path data;

    @Option(
            names = "--cluster-key",
            paramLabel = "FILE",
            description = "Has 32 or more characters that all nodes know; a must unless all are on loopback.")
    private @Nullable Path key;

    @Option(
            names = "--cluster-discovery",
            paramLabel = "WHERE",
            converter = DiscoveryReader.class,
            description = "dns:NAME if that name leads to all nodes, on this one's port.")
    private @Nullable String discovery;

    @Option(
            names = "--cluster-founding",
            description = "No voter ever voted: do not wait for all of them at the very first start.")
    private boolean founding;

    /** Reads where a node is. */
    static final class PlaceReader implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            try {
                return ObserverAddress.parse(text).socket();
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Who agrees, and where each is; picocli would read a map by itself, from several options. */
    record Voters(Map<String, InetSocketAddress> places) {}

    /** Reads who agrees. */
    static final class VotersReader implements ITypeConverter<Voters> {
        @Override
        public Voters convert(String text) {
            Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
            for (String voter : text.split(",", -1)) {
                String[] parts = voter.strip().split("=", 2);
                if (parts.length < 2 || !parts[0].matches(NODE)) {
                    throw new TypeConversionException("ID=HOST:PORT,... was expected, ID being " + NODE_FORM
                            + ", given was '" + voter.strip() + "'");
                }
                if (voters.put(parts[0], new PlaceReader().convert(parts[1])) != null) {
                    throw new TypeConversionException(parts[0] + " is there twice");
                }
            }
            return new Voters(voters);
        }
    }

    /** Reads where all nodes are. */
    static final class DiscoveryReader implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            String name = text.startsWith(DNS) ? text.substring(DNS.length()) : "";
            if (!name.matches("[A-Za-z0-9._-]+")) {
                throw new TypeConversionException("dns:NAME was expected, given was '" + text + "'");
            }
            return name;
        }
    }

    /** Tells whether an option is one of these. */
    static boolean isOne(OptionSpec option) {
        return option.userObject() instanceof Field field && field.getDeclaringClass() == ClusterArguments.class;
    }

    @Nullable Path key() {
        return key;
    }

    /**
     * Checks what was given, as the cluster's library does, without loading any of it; null if it is no node.
     *
     * @throws IllegalArgumentException if something is wrong; the message begins with the option's name
     */
    @Nullable ClusterSettings settings(Map<String, String> environment) {
        String name = cluster;
        if (name == null) {
            requireNone();
            return null;
        }
        if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(
                    "cluster must be 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-', given was '" + name + "'");
        }
        String node = required(nodeId, "--node-id");
        InetSocketAddress here = required(bind, "--cluster-bind");
        Map<String, InetSocketAddress> agreeing = required(voters, "--voters").places();
        if (!node.matches(NODE)) {
            throw new IllegalArgumentException("nodeId must be " + NODE_FORM + ", given was '" + node + "'");
        }
        checkCount(agreeing.size());
        if (Set.copyOf(agreeing.values()).size() < agreeing.size()) {
            throw new IllegalArgumentException("voters must not have two with the same address");
        }
        checkPort("clusterBind", here);
        if (here.isUnresolved()) {
            throw new WrongFileException("clusterBind cannot be found: " + here.getHostString(), null);
        }
        if (here.getAddress().isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "clusterBind must be one address, at which the others reach this node, given was "
                            + here.getHostString());
        }
        checkKey("clusterBind", here);
        new TreeMap<>(agreeing).forEach((id, at) -> {
            checkPort("voters", at);
            if (key == null && at.isUnresolved()) { // with a key it may be away, and have no address meanwhile
                throw new WrongFileException(
                        "voters has " + id + ", which cannot be found: " + at.getHostString(), null);
            }
            checkKey("voters", at);
        });
        InetSocketAddress mine = agreeing.get(node);
        if (mine != null && mine.getPort() != here.getPort()) {
            throw new IllegalArgumentException("voters must have " + node + " on the port of --cluster-bind, "
                    + here.getPort() + ", given was " + mine.getPort());
        }
        return new ClusterSettings(
                name, node, here, agreeing, folder(name, node, environment), founding, key, discovery);
    }

    private void requireNone() {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put("nodeId", nodeId);
        given.put("clusterBind", bind);
        given.put("voters", voters);
        given.put("data", data);
        given.put("clusterKey", key);
        given.put("clusterDiscovery", discovery);
        given.put("clusterFounding", founding ? true : null);
        given.forEach((option, value) -> {
            if (value != null) {
                throw new IllegalArgumentException(option + " is of no use without --cluster");
            }
        });
    }

    private static <V> V required(@Nullable V given, String option) {
        if (given == null) {
            throw new IllegalArgumentException("cluster must be given with " + option + ", too");
        }
        return given;
    }

    private static void checkCount(int voters) {
        if (voters == 2) {
            throw new IllegalArgumentException("voters must not be two: a majority of two is both, so that the loss of"
                    + " either stops the cluster. Name one, three or five");
        }
        if (voters % 2 == 0 || voters > MOST_VOTERS) {
            throw new IllegalArgumentException(
                    "voters must be 1, 3, 5 or 7, given were " + voters + "; every further node is one that learns");
        }
    }

    private static void checkPort(String option, InetSocketAddress at) {
        if (at.getPort() < 1 || at.getPort() > MOST_PORT) {
            throw new IllegalArgumentException(
                    option + " must have a port from 1 to " + MOST_PORT + ", given was " + at.getPort());
        }
    }

    private void checkKey(String option, InetSocketAddress at) {
        if (key == null && !at.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    option + " has " + at.getHostString() + ", which other machines can reach:"
                            + " whoever can send there can write names and more, so --cluster-key is required");
        }
    }

    private Path folder(String cluster, String node, Map<String, String> environment) {
        if (key != null) {
            checkKeyFile(key);
        }
        Path folder = data != null ? data : preset(environment).resolve(cluster).resolve(node);
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new WrongFileException("data cannot be written: " + folder, null);
        }
        return folder;
    }

    /** Where folders are kept if nobody says so: where the service manager says, else among what the user's programs keep. */
    private static Path preset(Map<String, String> environment) {
        String kept = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (isAbsolute(kept)) {
            return Path.of(kept);
        }
        if (isAbsolute(state)) {
            return Path.of(state, "rollcall");
        }
        if (isAbsolute(home)) {
            return Path.of(home, ".local", "state", "rollcall");
        }
        throw new IllegalArgumentException("cluster must be given with --data, too: there is no HOME");
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/") && path.indexOf('\0') < 0;
    }

    private static void checkKeyFile(Path file) {
        try {
            int length = Files.readString(file).strip().length();
            if (length < LEAST_KEY) {
                throw new WrongFileException(
                        "clusterKey must have " + LEAST_KEY + " or more characters, there are " + length + ": " + file,
                        null);
            }
        } catch (IOException e) {
            throw new WrongFileException("clusterKey cannot be read: " + file, e);
        }
    }
}
