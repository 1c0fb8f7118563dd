package io.rollcall.server;

import java.util.List;
import java.util.stream.Stream;

/** The commands that stand for those of one server where several are a cluster. */
final class NodeCommands {
    private NodeCommands() {}

    static List<Command> all() {
        return Stream.of(NodeNameCommands.all(), NodeSharedCommands.all(), NodeWatchCommands.all())
                .flatMap(List::stream)
                .toList();
    }
}
