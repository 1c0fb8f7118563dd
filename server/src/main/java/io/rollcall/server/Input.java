package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * What a decoder hands to a mailbox, in the order of the wire; it is the mailbox's list node too, so that queueing a
 * line allocates nothing.
 */
abstract sealed class Input permits Line, Refusal, EndOfInput {
    /** The input behind this one; owned by the mailbox that holds this one, guarded as that mailbox says. */
    @Nullable Input next;

    /** Returns how many bytes it counts for in a bound. */
    abstract int length();
}
