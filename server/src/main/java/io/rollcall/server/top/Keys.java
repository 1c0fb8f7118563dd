package io.rollcall.server.top;

/**
 * Makes keys of what a terminal sends. A key is a character; those that are none are {@link #UP} and the like. Confined to
 * one thread.
 */
final class Keys {
    static final char NONE = 0;
    static final char UP = '↑';
    static final char DOWN = '↓';
    static final char LEFT = '←';
    static final char RIGHT = '→';
    static final char PAGE_UP = '⇞';
    static final char PAGE_DOWN = '⇟';
    static final char HOME = '⇱';
    /** The window has another size. */
    static final char RESIZED = '\ufffe';
    /** The terminal is gone. */
    static final char GONE = '\uffff';

    static final char ESCAPE = '\u001b';

    private enum State {
        PLAIN,
        ESCAPED,
        SEQUENCE
    }

    private State state = State.PLAIN;
    private char first;

    /** Takes the next character; returns the key that it completes, or {@link #NONE}. */
    char take(char next) {
        switch (state) {
            case PLAIN -> {
                state = next == ESCAPE ? State.ESCAPED : State.PLAIN;
                return next == ESCAPE ? NONE : next;
            }
            case ESCAPED -> {
                state = next == '[' || next == 'O' ? State.SEQUENCE : next == ESCAPE ? State.ESCAPED : State.PLAIN;
                first = NONE;
                return NONE;
            }
            default -> {
                return inSequence(next);
            }
        }
    }

    /** Tells whether the last character was the escape key, unless more follows. */
    boolean mayBeEscape() {
        return state == State.ESCAPED;
    }

    /** Makes a key of it, as nothing followed. */
    char escape() {
        state = State.PLAIN;
        return ESCAPE;
    }

    private char inSequence(char next) {
        if (next >= 0x20 && next < 0x40) {
            first = first == NONE ? next : first;
            return NONE;
        }
        state = State.PLAIN;
        return switch (next) {
            case 'A' -> UP;
            case 'B' -> DOWN;
            case 'C' -> RIGHT;
            case 'D' -> LEFT;
            case 'H' -> HOME;
            case '~' -> first == '5' ? PAGE_UP : first == '6' ? PAGE_DOWN : first == '1' ? HOME : NONE;
            default -> NONE;
        };
    }
}
