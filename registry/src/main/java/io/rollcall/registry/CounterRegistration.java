package io.rollcall.registry;

/**
 * The token of one owner's number under a {@link Counter}. Each change moves the counter's total by the difference.
 *
 * <p>Safe for use by any thread; each call is one atomic step. {@link #value()} is the number as a {@link Long}, and
 * {@link #setValue} and {@link #update} take an integral number, or throw {@link IllegalArgumentException}.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface CounterRegistration<T> extends Registration<T> {
    /**
     * Returns the number.
     *
     * @return the number; the last one if the entry is gone
     */
    long get();

    /**
     * Adds to the number.
     *
     * @param change what to add, of either sign
     * @return the new number
     * @throws ArithmeticException if the result does not fit a long; nothing changes
     * @throws OwnerEndedException if the owner has ended
     * @throws RegistryClosedException if the registry is closed
     * @throws IllegalStateException if the entry was unregistered or given away
     */
    long add(long change);

    /**
     * Adds to the number, and begins anew where that goes beyond a limit: if something positive or nothing is added and
     * the result is greater than the limit, or something negative and it is less, the number becomes the reset value.
     * Landing on the limit is kept. The rule is that of gproc's {@code update_counter} with a threshold.
     *
     * @param change what to add, of either sign
     * @param limit the last number kept
     * @param reset the number beyond it
     * @return the new number
     * @throws ArithmeticException if the sum, before it is compared, does not fit a long; nothing changes
     * @throws OwnerEndedException if the owner has ended
     * @throws RegistryClosedException if the registry is closed
     * @throws IllegalStateException if the entry was unregistered or given away
     */
    long add(long change, long limit, long reset);

    /**
     * Sets the number back to that with which it was registered; what others add at the same time counts before or
     * after it, and is never lost.
     *
     * @return the number before
     * @throws OwnerEndedException if the owner has ended
     * @throws RegistryClosedException if the registry is closed
     * @throws IllegalStateException if the entry was unregistered or given away
     */
    long reset();
}
