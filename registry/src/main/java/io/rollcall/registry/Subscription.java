package io.rollcall.registry;

/**
 * Ends what it stands for, such as a monitor, when closed.
 *
 * @since 0.1
 */
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription: once this returns no callback starts for it. Idempotent, callable from any thread, also
     * from the callback itself. A callback that is running on another thread runs to its end.
     */
    @Override
    void close();

    /**
     * Makes one of all changes of each entry that a watch has yet to tell, and none where they undo each other; what is
     * left out counts as skipped. Does nothing for a subscription of another kind. Callable from any thread.
     */
    default void coalesce() {}
}
