package io.rollcall.server;

/**
 * Takes the lines of one answer. To be used by the worker that got it, until its call returns; after {@link #later()},
 * no more.
 *
 * @since 0.1
 */
public interface Reply {
    /**
     * Adds one line to the answer.
     *
     * @param line a line, for instance the message itself
     */
    void line(Line line);

    /**
     * Adds one line to the answer.
     *
     * @param text one line without its end
     * @throws IllegalArgumentException if it has a control character, a line separator or another character that a line
     *     of the protocol cannot have
     */
    default void line(CharSequence text) {
        line(Line.of(text));
    }

    /**
     * Lets the answer be completed after the call has returned, by any thread. Until then the connection's next message
     * waits. What was added so far stays at the beginning of the answer.
     *
     * @return takes the rest of the answer; it must be completed, or the connection takes no further line
     * @throws IllegalStateException if it was called before for this message
     */
    Later later();

    /**
     * An answer that is completed later. Safe for use by any thread. Once the connection has ended it does nothing.
     *
     * @since 0.1
     */
    interface Later {
        /**
         * Adds one line to the answer.
         *
         * @param line the line
         * @throws IllegalStateException if the answer is complete
         */
        void line(Line line);

        /**
         * Adds one line to the answer.
         *
         * @param text one line without its end
         * @throws IllegalArgumentException as {@link Reply#line(CharSequence)}
         * @throws IllegalStateException if the answer is complete
         */
        default void line(CharSequence text) {
            line(Line.of(text));
        }

        /**
         * Completes the answer: its lines go out, and the next message is taken.
         *
         * @throws IllegalStateException if the answer is complete already
         */
        void complete();

        /**
         * Gives the answer up, as if the worker had thrown: its lines are dropped.
         *
         * @param cause what went wrong
         * @throws IllegalStateException if the answer is complete already
         */
        void fail(Throwable cause);
    }
}
