package io.rollcall.server;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options for what is around the line sockets. */
final class WireArguments {
    private static final String NONE = "none";

    @Option(
            names = "--control",
            paramLabel = "PATH",
            description = "The operators' socket, or none%n(default: of user and port).")
    private @Nullable Path control;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "FROM",
            converter = Peers.class,
            description = "Who begins with a PROXY header:%n10.0.0.0/8,::1,unix (default: nobody).")
    private @Nullable ProxyPeers proxies;

    /** Reads who is a proxy. */
    static final class Peers implements ITypeConverter<ProxyPeers> {
        @Override
        public ProxyPeers convert(String text) {
            try {
                return ProxyPeers.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    Wiring wiring(Map<String, String> environment) {
        boolean off = control != null && control.toString().equals(NONE);
        if (control != null && !off) {
            SocketFile.check("control", control);
        }
        return new Wiring(
                off ? null : new ControlSocket(control, environment),
                proxies == null ? ProxyPeers.NONE : proxies,
                environment);
    }
}
