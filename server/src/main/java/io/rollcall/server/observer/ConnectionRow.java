package io.rollcall.server.observer;

import java.util.List;

/** A connection as an observer sees it. What it costs to list comes first; the rest is asked of what is shown. */
public interface ConnectionRow {
    /** {@return the number in its id} */
    long number();

    /**
     * Reads the number in an id, whichever node it is of.
     *
     * @param id such as {@code c42} or {@code n1.c42}
     * @return the number
     */
    static long numberIn(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('c') + 1));
    }

    /** {@return its event loop's place among those that serve lines} */
    int loop();

    /** {@return how old it is} */
    long ageMillis();

    /** {@return how many lines wait in its mailbox} */
    int mailbox();

    /** {@return how many bytes its peer has not taken} */
    long pending();

    /** {@return how many lines a second it has sent lately} */
    int rate();

    /** {@return how many bytes a second it was sent lately} */
    long out();

    /** {@return how many lines it has sent} */
    long lines();

    /** {@return how many names, properties and counters it holds, without its id and the property that all share} */
    int holds();

    /** {@return how often its worker has failed} */
    int crashes();

    /** {@return its id} */
    String id();

    /** {@return the peer's address} */
    String peer();

    /** {@return the name by which others see it} */
    String as();

    /**
     * Lists what it holds, without its id and the property that all share.
     *
     * @return what is there now
     */
    List<Held> held();

    /**
     * Lists what it watches and waits for.
     *
     * @return what is there now
     */
    List<String> interests();

    /**
     * Something held.
     *
     * @param kind {@code name}, {@code prop} or {@code counter}
     * @param key what
     * @param value what is kept with it; empty for nothing
     */
    record Held(String kind, String key, String value) {}
}
