/**
 * Names for live things: who is there, under which name, and gone at the instant it ends.
 *
 * <p>The three words to know: an {@link io.rollcall.registry.Owner Owner} is the handle of one live thing; it holds
 * {@link io.rollcall.registry.Name Names}, each its alone, and {@link io.rollcall.registry.Property Properties}, shared
 * with others; a {@link io.rollcall.registry.Registration Registration} is the token of one such entry.
 *
 * <p>As a directory of sessions:
 *
 * <pre>{@code
 * Registry<Session> sessions = Registry.create();
 * Owner<Session> owner = sessions.join(session);
 * owner.register(Name.of("alice"));
 * sessions.whereIs(Name.of("alice")).ifPresent(s -> s.send("hello"));
 * owner.leave();                       // alice is free, from this instant on
 * }</pre>
 *
 * <p>As publish and subscribe:
 *
 * <pre>{@code
 * owner.register(Property.of("room"));
 * Receipt receipt = sessions.broadcast(Property.of("room"), s -> s.offer("hello"));
 * }</pre>
 *
 * <p>As a lock, which the next in line gets without a gap when its holder ends:
 *
 * <pre>{@code
 * owner.registerWhenFree(Name.of("leader")).thenAccept(registration -> lead());
 * }</pre>
 *
 * <p>Limits: everything is in memory and in this process; the registry is no security boundary between threads of one
 * JVM.
 */
@NullMarked
package io.rollcall.registry;

import org.jspecify.annotations.NullMarked;
