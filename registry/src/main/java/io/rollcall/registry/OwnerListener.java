package io.rollcall.registry;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to an owner.
 *
 * <p>Calls for one owner come one at a time, in the order in which things happened, on {@link #executor()}, and
 * never under a lock; they may call the registry. What they throw is reported and harms nobody. A call that the executor
 * refuses waits for the owner's next; if none comes after it, as after the end, it is lost. The reporter hears of either.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface OwnerListener<T> {
    /**
     * Says where the owner is told of what happens to it, and of the {@linkplain Owner#registerWhenFree(Name) names for
     * which it stood in line}. One of its own waits for no other's callback. Asked once, when the owner joins.
     *
     * @return the executor; null for the registry's
     */
    default @Nullable Executor executor() {
        return null;
    }

    /**
     * Tells that another owner took over a name.
     *
     * @param name what was lost
     * @param by the new holder
     */
    default void displaced(Name name, Owner<T> by) {}

    /**
     * Tells that another owner handed an entry over, to be kept or {@linkplain Registration#unregister() given up}.
     *
     * @param registration the owner's token of the entry
     * @param from who had it before
     */
    default void given(Registration<T> registration, Owner<T> from) {}

    /**
     * Tells that the owner has ended, whoever ended it, and that its entries are gone. Nothing comes after this.
     *
     * @param owner the owner that ended
     * @param reason why
     */
    default void ended(Owner<T> owner, Reason reason) {}
}
