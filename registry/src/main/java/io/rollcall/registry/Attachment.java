package io.rollcall.registry;

/** What somebody has under way in an owner's name and must end with it: a place in line, an await, a watch, a monitor. */
interface Attachment {
    /** Ends it, as its owner has ended. Call with no lock held. */
    void ownerEnded(RuntimeException why);

    /** Tells whether it is over, so that no owner should have it any more. */
    boolean isOver();
}
