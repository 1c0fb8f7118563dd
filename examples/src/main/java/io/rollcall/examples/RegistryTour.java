package io.rollcall.examples;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/** A walk through the registry, without any server: the owners here are plain objects. */
public final class RegistryTour {
    private RegistryTour() {}

    /** What this program registers; a session, an actor or a channel in yours. */
    record Session(String user, PrintStream screen) {
        boolean send(String text) {
            screen.println(user + " <- " + text);
            return true;
        }
    }

    /**
     * Prints the tour.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        walk(System.out);
    }

    static void walk(PrintStream out) {
        try (Registry<Session> sessions =
                Registry.<Session>builder().executor(Runnable::run).build()) {
            Name alice = Name.of("alice");
            Property room = Property.of("room");

            // A name has one owner; a look-up answers with your own object.
            Owner<Session> first = sessions.join(new Session("alice", out));
            first.register(alice);
            sessions.whereIs(alice).ifPresent(session -> session.send("you are registered"));

            // A property has many, each with a value of its own.
            Owner<Session> bob = sessions.join(new Session("bob", out));
            first.register(room, "admin");
            bob.register(room, "guest");
            Receipt receipt = sessions.broadcast(room, session -> session.send("hello, room"));
            out.println("delivered " + receipt.delivered() + " of " + sessions.count(room));

            // Tell me when that session dies, why, and what it held.
            sessions.monitor(
                    first,
                    down -> out.println(
                            "down: " + down.reason() + ", held " + down.held().size()));

            // Alice logs in again: the old session ends, the new one has the name, with no gap between.
            Owner<Session> second = sessions.join(new Session("alice (again)", out));
            second.takeOver(alice, Displaced.END);
            out.println("the room has " + sessions.count(room));

            // A lock: bob gets the name the moment its holder ends.
            CompletableFuture<Registration<Session>> turn = bob.registerWhenFree(alice);
            out.println("bob's turn: " + turn.isDone());
            second.leave();
            out.println("bob's turn: " + turn.isDone());

            // Wait for somebody to come.
            sessions.await(Name.of("device"))
                    .thenAccept(entry -> entry.subject().send("there you are"));
            sessions.join(new Session("device", out)).register(Name.of("device"));
            out.println("audit: " + sessions.audit());
        }
    }
}
