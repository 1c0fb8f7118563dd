package io.rollcall.benchmarks.cluster;

import java.util.List;

/** What nodes are compared: how each is opened in its process. */
enum Kind {
    ROLLCALL {
        @Override
        Answering open(Place place) throws Exception {
            return new RollcallNode(place);
        }
    },
    ZOOKEEPER {
        @Override
        Answering open(Place place) throws Exception {
            return new ZooKeeperNode(place);
        }
    },
    /** A channel of JGroups with nothing on it. */
    CHANNEL {
        @Override
        Answering open(Place place) throws Exception {
            return new ChannelNode(place);
        }
    };

    /** The flags of each node's JVM: three of them share the machine's cores, so none collects beside its work. */
    static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

    /** Enters the others; that may take until enough of them are there. */
    abstract Answering open(Place place) throws Exception;

    /** Describes the JVM of each node. */
    static String jvm() {
        return String.join(
                " ", System.getProperty("java.vm.name"), Runtime.version().toString(), String.join(" ", FLAGS));
    }
}
