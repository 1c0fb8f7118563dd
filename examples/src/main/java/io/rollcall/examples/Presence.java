package io.rollcall.examples;

import io.rollcall.registry.Change;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import io.rollcall.registry.Watcher;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is in the room, and how they are: a snapshot first, then each change, without a gap or an overlap, so that a table
 * kept by them is always the room as it was a moment ago. It does not wait for anybody, and nobody waits for it.
 */
public final class Presence implements Watcher<String> {
    static final Property ROOM = Property.of("room");

    private final Map<String, Object> present = new TreeMap<>();
    private final PrintStream out;

    Presence(PrintStream out) {
        this.out = out;
    }

    /**
     * Prints the room each time it changes.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Registry<String> users =
                Registry.<String>builder().executor(Runnable::run).build()) {
            Owner<String> alice = users.join("alice");
            Registration<String> mood = alice.register(ROOM, "here");
            users.watch(ROOM, new Presence(out));

            Owner<String> bob = users.join("bob");
            bob.register(ROOM, "here");
            mood.setValue("away");
            bob.leave(Reason.of("connection lost"));
            alice.hide();
        }
    }

    @Override
    public void snapshot(List<Entry<String>> entries, long skipped) {
        present.clear();
        entries.forEach(this::put);
        out.println("there: " + present);
    }

    @Override
    public void changed(Change<String> change) {
        Entry<String> before = change.before();
        Entry<String> after = change.after();
        if (before != null) {
            present.remove(before.subject());
        }
        if (after != null) {
            put(after);
        }
        out.println(change.kind() + " (" + change.reason() + "): " + present);
    }

    private void put(Entry<String> entry) {
        present.put(entry.subject(), entry.value(String.class).orElse("here"));
    }
}
