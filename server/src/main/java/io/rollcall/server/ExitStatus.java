package io.rollcall.server;

/** How the daemon ended, for the one who started it. */
enum ExitStatus {
    /** Stopped when told to, everything finished. */
    CLEAN(0),
    /** Something inside failed. */
    FAILURE(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The environment or the configuration file is wrong. */
    CONFIGURATION(3),
    /** The address cannot be bound. */
    CANNOT_BIND(4),
    /** Stopped when told to, but accepted lines were not finished in time. */
    DRAIN_TIMED_OUT(5);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
