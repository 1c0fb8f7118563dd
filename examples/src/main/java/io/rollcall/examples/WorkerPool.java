package io.rollcall.examples;

import io.rollcall.registry.Name;
import io.rollcall.registry.Pool;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Whoever holds the property is in the pool. Workers are picked by key or by load, claimed, or started under a name. */
public final class WorkerPool {
    private static final Property WORKERS = Property.of("workers");

    private WorkerPool() {}

    /** What does the work. */
    record Worker(String id, AtomicLong jobs) {
        String run(String job) {
            jobs.incrementAndGet();
            return id + " did " + job;
        }
    }

    /**
     * Prints who does what.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Registry<Worker> workers =
                Registry.<Worker>builder().executor(Runnable::run).build()) {
            Pool<Worker> pool = workers.pool(WORKERS);
            for (String id : new String[] {"w1", "w2", "w3"}) {
                workers.join(new Worker(id, new AtomicLong())).register(WORKERS);
            }

            // By key: one worker has all of an account, as long as it is there.
            Worker home = pool.pick("account 7").orElseThrow();
            home.run("a deposit");
            out.println("one worker for one key: "
                    + pool.pick("account 7").filter(home::equals).isPresent());

            // By load: the one that did least.
            Worker idle = pool.leastLoaded(worker -> worker.jobs().get()).orElseThrow();
            out.println("jobs of the least loaded: " + idle.jobs());

            // Alone: while it works nobody else's claim gets it; it is released when the work is done.
            CompletableFuture<String> report = new CompletableFuture<>();
            pool.use(Duration.ofSeconds(5), worker -> report).thenAccept(out::println);
            out.println("claimed: " + pool.claimed());
            report.complete("the report is done");
            out.println("claimed: " + pool.claimed());

            // On demand: the first to ask for a name starts its worker, the next finds it.
            out.println(started(workers, "cellar").run("inventory"));
            out.println("its jobs: " + started(workers, "cellar").jobs());
        }
    }

    /** Finds the worker of a name or starts it; whoever asks while it starts waits for the same one. */
    private static Worker started(Registry<Worker> workers, String name) {
        return workers.startOrLocate(
                        Name.of(name),
                        key -> CompletableFuture.completedFuture(workers.join(new Worker(name, new AtomicLong()))),
                        Duration.ofSeconds(5))
                .join()
                .entry()
                .subject();
    }
}
