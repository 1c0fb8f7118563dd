package io.rollcall.server;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the daemon: arguments in, exit status out. */
@Command(name = "rollcall", mixinStandardHelpOptions = true, version = "rollcall 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
    private Main() {}

    /**
     * Runs the daemon until it ends, then exits.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        LoggerFactory.getLogger(Main.class).info("nothing to serve yet");
    }
}
