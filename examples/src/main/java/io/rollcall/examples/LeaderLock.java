package io.rollcall.examples;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import io.rollcall.registry.Subscription;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Three workers, one leader: the name is the lock. When the leader ends, or gives the name up, the next in line has it in
 * the same instant, and whoever follows the name sees it move and never sees it free.
 */
public final class LeaderLock {
    private static final Name LEADER = Name.of("leader");

    private final PrintStream out;
    private final Registry<String> workers;

    private LeaderLock(PrintStream out, Registry<String> workers) {
        this.out = out;
        this.workers = workers;
    }

    /**
     * Prints who leads, and when.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        // Callbacks run in the call that causes them, so that the output has one order.
        try (Registry<String> workers =
                Registry.<String>builder().executor(Runnable::run).build()) {
            new LeaderLock(out, workers).lead();
        }
    }

    private void lead() {
        List<String> seen = new ArrayList<>();
        Subscription follow = workers.follow(LEADER, change -> seen.add(change.kind() + " " + change.reason()));
        Owner<String> first = candidate("first");
        Owner<String> second = candidate("second");
        Owner<String> third = candidate("third");

        first.leave(new Reason("crashed", new IllegalStateException("out of luck")));
        second.registration(LEADER).ifPresent(Registration::unregister); // gives it up, and lives on
        candidate("second");
        third.leave();

        follow.close();
        out.println("seen of the name: " + seen);
    }

    /** Lets a worker join and stand in line; it leads as soon as the line has come to it. */
    private Owner<String> candidate(String worker) {
        Owner<String> owner = workers.join(worker);
        owner.registerWhenFree(LEADER).thenAccept(lock -> out.println(worker + " leads"));
        return owner;
    }
}
