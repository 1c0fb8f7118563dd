package io.rollcall.server;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line's options for what is around the line sockets. */
final class WireArguments {
    private static final String NONE = "none";

    @Option(
            names = "--control",
            paramLabel = "PATH",
            description = "The operators' socket, or none%n(default: of user and port).")
    private @Nullable Path control;

    Wiring wiring(Map<String, String> environment) {
        boolean off = control != null && control.toString().equals(NONE);
        if (control != null && !off) {
            SocketFile.check("control", control);
        }
        return new Wiring(off ? null : new ControlSocket(control, environment));
    }
}
