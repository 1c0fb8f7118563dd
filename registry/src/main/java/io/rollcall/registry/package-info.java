/**
 * Names for live things: who is there, under which name, and gone at the instant it ends.
 *
 * <p>A {@link io.rollcall.registry.Registry Registry} is a directory in memory whose look-ups answer with your own
 * objects: sessions, workers, channels. What is registered belongs to an {@link io.rollcall.registry.Owner Owner}, the
 * handle of one live thing, and vanishes with it. There are three kinds of {@link io.rollcall.registry.Key keys}: a
 * {@link io.rollcall.registry.Name Name} has one owner at most; a {@link io.rollcall.registry.Property Property} is shared
 * by many, each with a value of its own; under a {@link io.rollcall.registry.Counter Counter} each has a number, and the
 * registry keeps the total. A {@link io.rollcall.registry.Registration Registration} is the token of one entry.
 *
 * <h2>Names</h2>
 *
 * <pre>{@code
 * Registry<Session> sessions = Registry.create();
 * Owner<Session> old = sessions.join(session);
 * old.register(Name.of("alice"));
 *
 * sessions.whereIs(Name.of("alice")).ifPresent(s -> s.send("hello"));
 * sessions.dispatch(Name.of("bob"), s -> s.send("hello"));                 // => NOBODY
 *
 * sessions.monitor(old, down -> log(down.reason(), down.held()));          // told once, why, and of what it held
 * Owner<Session> alice = sessions.join(session);                           // the same user logs in again
 * alice.takeOver(Name.of("alice"), Displaced.END);                         // no gap, and the old session is told
 * old.endReason();                                                         // => Optional[taken]
 * }</pre>
 *
 * <p>Whatever stands behind an owner says when it ends: {@code channel.closeFuture().addListener(f -> owner.leave())}
 * for a connection, a try-with-resources block for a task.
 *
 * <h2>A room</h2>
 *
 * <pre>{@code
 * Property room = Property.of("room");
 * alice.register(room, "admin");
 * Owner<Session> bob = sessions.join(session);
 * bob.register(room, "guest");
 *
 * sessions.count(room);                                                    // => 2
 * sessions.broadcast(room, s -> s.send("hello, room"));                    // => Receipt[delivered=2, refused=0, failed=0]
 *
 * Subscription watch = sessions.watch(room, new Watcher<>() {
 *     public void snapshot(List<Entry<Session>> entries, long skipped) {
 *         show(entries);                                                   // who is there, at one instant
 *     }
 *
 *     public void changed(Change<Session> change) {
 *         show(change.kind(), change.before(), change.after());            // each change after that instant
 *     }
 * });
 * }</pre>
 *
 * <h2>A lock and a pool</h2>
 *
 * <pre>{@code
 * alice.register(Name.of("leader"));
 * bob.registerWhenFree(Name.of("leader")).thenAccept(registration -> lead());
 * alice.leave();                                                           // bob leads; nobody saw the name free
 *
 * Pool<Session> pool = sessions.pool(room);                                // whoever is in the room is in the pool
 * pool.pick("order 17").ifPresent(s -> s.send("yours, each time"));        // also next(), random(), leastLoaded(load)
 * pool.use(Duration.ofSeconds(5), s -> CompletableFuture.completedFuture(s.send("mine alone"))).join();   // => true
 * pool.claimed();                                                          // => 0
 * }</pre>
 *
 * <h2>What is guaranteed</h2>
 *
 * <p>The numbers are those that {@link io.rollcall.registry.Registry#audit()} names.
 *
 * <ul>
 *   <li><b>R1</b> A name has at most one owner; a look-up answers with that one or with nobody.
 *   <li><b>R2</b> An end is one instant: what starts after {@link io.rollcall.registry.Owner#leave()} has ended an owner
 *       finds nothing of it, and counts are right when that call returns.
 *   <li><b>R3</b> An entry is removed by its own token or its owner's end, never by an older token of the same key.
 *   <li><b>R4</b> A monitor is told of an end exactly once, with the reason and what was held, and before anybody can
 *       see a later holder.
 *   <li><b>R5</b> Whoever waits is answered exactly once, and nothing arrives after a time-out or a cancel.
 *   <li><b>R6</b> Counts and totals equal a recount whenever no call is under way.
 *   <li><b>R7</b> No owners, no rows: nothing is left of what ended, was cancelled or was refused.
 *   <li><b>R8</b> A watcher hears of the changes of one key in the order in which they happened.
 *   <li><b>R9</b> An end costs time in proportion to what its owner holds, not to how many others hold the same.
 * </ul>
 *
 * <h2>Threads and callbacks</h2>
 *
 * <p>Everything here is immutable or safe for use by any thread, but for {@link io.rollcall.registry.RegistryBuilder},
 * which belongs to the thread that uses it. No call blocks. Actions, filters and functions that are handed to a call run
 * in it, in the caller's thread. Listeners, watchers, monitors and dependents of futures run on the executor given with
 * them, or on the registry's own, which is one daemon thread and not for work that blocks; they come one at a time for
 * each listener. None of them runs under a lock, so each may call the registry; what it throws is reported
 * ({@link io.rollcall.registry.RegistryBuilder#reporter}) and harms nobody else.
 *
 * <h2>Limits</h2>
 *
 * <p>It is all in memory and in one JVM: nothing is persistent, nothing is distributed, and a registry is no security
 * boundary between threads. It keeps no mailboxes: what an action delivers to, and whether that has room, is the
 * application's to say, by answering false. A view of several keys is consistent for each key, not across keys. The JVM
 * observes no deaths: an owner that nobody lets leave stays.
 *
 * <p>To test what is built on it without sleeping, see {@link io.rollcall.registry.testing}.
 */
@NullMarked
package io.rollcall.registry;

import org.jspecify.annotations.NullMarked;
