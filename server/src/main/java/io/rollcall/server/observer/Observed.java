package io.rollcall.server.observer;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an observer sees of a server, and the little that it may do to it. Any thread may ask. */
public interface Observed {
    /** {@return the figures of {@code /info}, by section} */
    Map<String, Map<String, Object>> info();

    /**
     * Lists what is bounded, how often that was met, and how near it is where that can be told.
     *
     * @return what is there now
     */
    List<LimitRow> limits();

    /**
     * Lists where the server listens: what, and at which address.
     *
     * @return what is there now
     */
    List<ListenerRow> listeners();

    /** {@return the event loops that serve lines; empty before there are any} */
    List<EventLoop> loops();

    /**
     * Returns how many lines were taken on a loop since the start.
     *
     * @param loop the event loop
     * @return how many lines were taken on a loop since the start
     */
    long lines(EventLoop loop);

    /**
     * Looks how fast each connection sends, since it was last looked. Call on one thread.
     */
    void measureRates();

    /**
     * Lists all connections as they are now.
     *
     * @return what is there now
     */
    Stream<? extends ConnectionRow> connections();

    /**
     * Lists the members of a property as they are now.
     *
     * @param property its name
     * @return what is there now
     */
    Stream<? extends ConnectionRow> members(String property);

    /**
     * Finds a connection by its id.
     *
     * @param id the id
     * @return what is there now
     */
    Optional<? extends ConnectionRow> connection(String id);

    /**
     * Finds who holds a name now.
     *
     * @param name the name
     * @return what is there now
     */
    Optional<NameRow> holder(String name);

    /**
     * Lists all names but the connections' ids.
     *
     * @return what is there now
     */
    Stream<NameRow> names();

    /** {@return how many members each property has} */
    Map<String, Integer> properties();

    /** {@return how many connections there are} */
    int count();

    /** {@return how many lines were taken since the start} */
    long lines();

    /** {@return how many bytes were written for all peers since the start} */
    long written();

    /** {@return the bytes that all peers have not taken} */
    long untaken();

    /** {@return the bytes that wait in all mailboxes} */
    long waiting();

    /** {@return the nodes that this server is one of; empty where it is a server by itself} */
    Optional<ClusterView> cluster();

    /**
     * Tells whether it serves and does not drain.
     *
     * @return what is there now
     */
    boolean isReady();

    /**
     * Ends a connection; false if there is none of that id.
     *
     * @param id the id
     * @param words what is said to it
     * @return what is there now
     */
    boolean kick(String id, String words);

    /**
     * Has the server finish all lines and stop.
     */
    void drain();

    /**
     * A limit and how near it is.
     *
     * @param name such as {@code idle}
     * @param option such as {@code --max-names}
     * @param unit {@code count}, {@code per_second}, {@code bytes} or {@code millis}
     * @param value in that unit
     * @param shown the value as it is typed
     * @param help what is bounded
     * @param met how often it was met
     * @param used how much of it is used; -1 where it is a limit of each connection
     */
    record LimitRow(
            String name, String option, String unit, long value, String shown, String help, long met, long used) {}

    /**
     * An address at which the server listens.
     *
     * @param kind such as {@code line}
     * @param address where
     */
    record ListenerRow(String kind, String address) {}

    /**
     * A name that is held.
     *
     * @param name the name
     * @param holder the holder's id
     * @param value what is kept with it; empty for nothing
     * @param sinceMillis since when, in milliseconds of the epoch
     */
    record NameRow(String name, String holder, String value, long sinceMillis) {}
}
