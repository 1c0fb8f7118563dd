package io.rollcall.server.top;

/** An observer did not tell what it was asked for; the message is for people. */
public final class UnansweredException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean passing;

    /**
     * Makes one.
     *
     * @param message why, fit to be shown
     * @param passing whether it may answer soon
     */
    UnansweredException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Tells whether asking again may help. */
    boolean isPassing() {
        return passing;
    }
}
