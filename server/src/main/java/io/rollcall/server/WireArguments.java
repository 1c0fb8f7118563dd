package io.rollcall.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options for what is around the line sockets. */
final class WireArguments {
    private static final String NONE = "none";
    private static final int LEAST_TOKEN = 16;

    @Option(names = "--control", paramLabel = "PATH", description = "Operators' socket (default: of user and port).")
    private @Nullable Path control;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "FROM",
            converter = Peers.class,
            description = "Send PROXY headers: 10.0.0.0/8,::1,unix.")
    private @Nullable ProxyPeers proxies;

    @Option(
            names = "--observer",
            paramLabel = "HOST:PORT",
            converter = Place.class,
            description = "Where the page is (default: 127.0.0.1:9998).")
    private @Nullable ObserverAddress observer;

    @Option(names = "--no-observer", description = "No observer page.")
    private boolean noObserver;

    @Option(names = "--observer-token", paramLabel = "FILE", description = "Has the token for who may act there.")
    private @Nullable Path observerToken;

    /** Reads where the observer listens. */
    static final class Place implements ITypeConverter<ObserverAddress> {
        @Override
        public ObserverAddress convert(String text) {
            try {
                return ObserverAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

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
                environment,
                noObserver ? null : new Observing(observer == null ? ObserverAddress.PRESET : observer, token()));
    }

    @Nullable Path observerToken() {
        return observerToken;
    }

    private @Nullable String token() {
        return observerToken == null ? null : token(observerToken);
    }

    /**
     * Reads the observer's token.
     *
     * @throws IllegalArgumentException if there is none; the message begins with the option's name
     */
    static String token(Path observerToken) {
        try {
            String token = Files.readString(observerToken).strip();
            if (token.length() < LEAST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new WrongFileException(
                        "observerToken must have a token of " + LEAST_TOKEN + " or more visible characters of ASCII: "
                                + observerToken,
                        null);
            }
            return token;
        } catch (IOException e) {
            throw new WrongFileException("observerToken cannot be read: " + observerToken, e);
        }
    }
}
