package io.rollcall.server.bench;

import java.util.Locale;

/** What a load consists of. */
public enum Mode {
    /** Each connection asks and is answered. */
    ECHO,
    /** One connection publishes to all others. */
    FANOUT,
    /** Many connections come at once, and stay a while. */
    STORM;

    /**
     * Returns the name in lower case, as options have it.
     *
     * @return such as {@code echo}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
