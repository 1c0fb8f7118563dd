package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * One command.
 *
 * @param usage verb and arguments, as they are typed
 * @param help what it does, in a few words
 * @param action does it
 */
record Command(String usage, String help, Action action) {
    /** Carries a command out and adds exactly one reply. */
    @FunctionalInterface
    interface Action {
        /** Answers with how the connection is to end, or null if it goes on. */
        @Nullable Closing run(Session session, Arguments arguments, Replies out) throws Refused;
    }

    /** Carries a command out and returns its one-line reply. */
    @FunctionalInterface
    interface Answer {
        String run(Session session, Arguments arguments) throws Refused;
    }

    static Command of(String usage, String help, Answer answer) {
        return new Command(usage, help, (session, arguments, out) -> {
            out.text(answer.run(session, arguments));
            return null;
        });
    }

    String verb() {
        int end = Arguments.blank(usage);
        return end < 0 ? usage : usage.substring(0, end);
    }
}
