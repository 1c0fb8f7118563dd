package io.rollcall.server;

/** Says that a command is refused, with what its reply says; nothing has changed. It is an answer and has no stack. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String code, String text) {
        super("-" + code + " " + text, null, false, false);
    }

    /** The whole reply. */
    String reply() {
        return String.valueOf(getMessage());
    }
}
