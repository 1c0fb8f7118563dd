package io.rollcall.registry;

/** The text of users' objects, for messages: one that throws must not take the place of what is to be said. */
final class Texts {
    private Texts() {}

    /** Answers with an object's own text, or its class if it cannot say. Call with no lock held. */
    static String of(Object object) {
        try {
            return String.valueOf(object.toString());
        } catch (Throwable thrown) { // whatever it is: the object's class says enough
            return object.getClass().getName();
        }
    }
}
