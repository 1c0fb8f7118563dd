package io.rollcall.benchmarks.server;

import java.util.ArrayList;
import java.util.List;

/**
 * A load of {@code rollcall bench}, in its options. Immutable.
 *
 * @param options of the load
 * @param fanOut whether one publishes to the others
 */
record Workload(List<String> options, boolean fanOut) {
    Workload {
        options = List.copyOf(options);
    }

    static Workload echo(int connections, int depth) {
        return new Workload(List.of("--connections=" + connections, "--depth=" + depth), false);
    }

    static Workload fanOut(int members, int depth) {
        return new Workload(List.of("--mode=fanout", "--connections=" + members, "--depth=" + depth), true);
    }

    /** So many connect, as many at a time as the generator has under way, and each is served once. */
    static Workload storm(int connections) {
        return new Workload(List.of("--mode=storm", "--connections=" + connections, "--hold=0"), false);
    }

    boolean isStorm() {
        return options.contains("--mode=storm");
    }

    Workload with(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new Workload(more, fanOut);
    }

    /** Returns the options for a server, whose language for fan-out may be its own. */
    List<String> options(Program program) {
        List<String> all = new ArrayList<>(options);
        if (fanOut) {
            all.addAll(language(program));
        }
        return all;
    }

    private static List<String> language(Program program) {
        return switch (program) {
            case CHANNEL_GROUP -> List.of("--to-all", "--setup-lines=1", "--publisher-setup-lines=1");
            case REDIS ->
                List.of(
                        "--setup=SUBSCRIBE bench\\r\\n",
                        "--setup-lines=6",
                        "--request=PUBLISH bench {}\\r\\n",
                        "--reply=*3\\r\\n$7\\r\\nmessage\\r\\n$5\\r\\nbench\\r\\n$32\\r\\n{}\\r\\n",
                        "--receipt=:{n}\\r\\n");
            case NATS ->
                List.of(
                        "--setup=CONNECT {\"verbose\":false}\\r\\nSUB bench 1\\r\\nPING\\r\\n",
                        "--setup-lines=2",
                        "--publisher-setup=CONNECT {\"verbose\":false}\\r\\nPING\\r\\n",
                        "--publisher-setup-lines=2",
                        "--request=PUB bench 32\\r\\n{}\\r\\n",
                        "--reply=MSG bench 1 32\\r\\n{}\\r\\n",
                        "--ignore=PING\\r\\n",
                        "--ignore-reply=PONG\\r\\n");
            default -> List.of();
        };
    }
}
