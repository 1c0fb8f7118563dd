package io.rollcall.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says why an owner ended, or why an entry changed.
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
    /** A name or a membership began, by its owner's own call. */
    public static final Reason REGISTERED = of("registered");
    /** The owner gave up an entry and lives on. */
    public static final Reason DROPPED = of("dropped");
    /** A name went to the next in line. */
    public static final Reason GRANTED = of("granted");
    /** An owner handed an entry to another. */
    public static final Reason GIVEN = of("given");
    /** The value of an entry was changed. */
    public static final Reason SET = of("set");
    /** A member is hidden from others. */
    public static final Reason HIDDEN = of("hidden");
    /** A hidden member is shown again. */
    public static final Reason SHOWN = of("shown");
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
