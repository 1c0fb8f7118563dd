package io.rollcall.benchmarks.server;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps servers on one core and this process, which is the generator, on another, where the system can: on Linux, with
 * two cores. Immutable.
 *
 * @param pinned whether it does
 */
record Cores(boolean pinned) {
    private static final String SERVER = "0";
    private static final String GENERATOR = "1";

    /** Moves this process to its core. */
    static Cores pin() throws InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return new Cores(false);
        }
        try {
            String self = String.valueOf(ProcessHandle.current().pid());
            Process taskset = new ProcessBuilder("taskset", "-a", "-p", "-c", GENERATOR, self)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return new Cores(taskset.waitFor() == 0);
        } catch (IOException e) { // there is no taskset
            return new Cores(false);
        }
    }

    /** Returns a server's command, on the server's core. */
    List<String> server(List<String> command) {
        List<String> pinnedCommand = new ArrayList<>();
        if (pinned) {
            pinnedCommand.addAll(List.of("taskset", "-c", SERVER));
        }
        pinnedCommand.addAll(command);
        return pinnedCommand;
    }

    @Override
    public String toString() {
        return pinned
                ? "servers on core " + SERVER + ", generator on core " + GENERATOR
                : "servers and generator on all cores: there is no taskset, or one core alone";
    }
}
