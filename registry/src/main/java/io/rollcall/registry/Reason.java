package io.rollcall.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says why an owner ended.
 *
 * @param word one short word for people and programs, such as {@code eof} or {@code taken}
 * @param cause what was thrown, where something was
 * @since 0.1
 */
public record Reason(String word, @Nullable Throwable cause) {
    /** The owner left by itself. */
    public static final Reason LEFT = of("left");
    /** Another owner took over a name and ended its holder. */
    public static final Reason TAKEN = of("taken");
    /** The registry was closed. */
    public static final Reason CLOSED = of("closed");
    /** A factory made the owner after its {@linkplain Registry#startOrLocate start} was given up. */
    public static final Reason LATE = of("late");

    /**
     * Checks the word.
     *
     * @param word one short word
     * @param cause what was thrown, or null
     * @throws NullPointerException if the word is null
     * @throws IllegalArgumentException if the word is blank
     */
    public Reason {
        Objects.requireNonNull(word, "word");
        if (word.isBlank()) {
            throw new IllegalArgumentException("a reason needs a word, given was \"" + word + "\"");
        }
    }

    /**
     * Makes a reason without a cause.
     *
     * @param word one short word
     * @return the reason
     */
    public static Reason of(String word) {
        return new Reason(word, null);
    }

    /** Returns the word, and the cause where there is one. */
    @Override
    public String toString() {
        return cause == null ? word : word + " (" + cause + ")";
    }
}
