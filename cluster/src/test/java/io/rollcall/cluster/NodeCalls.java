package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Workers of one node that claim, give up and read a few names by chance, one call after the other each, and tell when each
 * call began and ended: for {@link Recorder}. All processes of a machine have one monotonic clock. The names change every few
 * seconds, on all nodes at once, so that the calls of one can be searched.
 */
final class NodeCalls {
    /** For how long names are used. */
    static final long EPOCH = TimeUnit.SECONDS.toNanos(10);

    private static final int NAMES = 4;
    private static final long LEFT_OPEN = 60;

    private final ClusterRegistry<String> cluster;
    private final Registry<String> local;
    private final String run;
    private final AtomicLong number = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private int workers;
    private volatile boolean over;

    NodeCalls(ClusterRegistry<String> cluster, Registry<String> local, String run) {
        this.cluster = cluster;
        this.local = local;
        this.run = run;
    }

    String start(int count, long pauseNanos) {
        over = false;
        for (int i = 0; i < count; i++) {
            String id = run + "#call" + ++workers;
            Worker worker = new Worker(id, cluster.join(local.join(id)), pauseNanos);
            Thread thread = new Thread(worker::work, id);
            thread.start();
            threads.add(thread);
        }
        return "calling";
    }

    String end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        return "ended";
    }

    private final class Worker {
        private final String id;
        private final ClusterOwner<String> owner;
        private final long pause;
        private final Random random = new Random();
        private final Map<Name, ClusterRegistration> held = new HashMap<>();
        /** Names that a claim may have been granted of whose answer is not known. */
        private final Set<Name> doubtful = new HashSet<>();

        Worker(String id, ClusterOwner<String> owner, long pause) {
            this.id = id;
            this.owner = owner;
            this.pause = pause;
        }

        void work() {
            while (!over) {
                String epoch = "e" + System.nanoTime() / EPOCH + "-";
                if (!tidyUp(epoch)) {
                    callByChance(Name.of(epoch + random.nextInt(NAMES)));
                }
                LockSupport.parkNanos(pause);
            }
        }

        /** Gives up one name of an epoch that is over. */
        private boolean tidyUp(String epoch) {
            Name old = first(held.keySet(), epoch);
            if (old != null) {
                release(old);
                return true;
            }
            Name doubt = first(doubtful, epoch);
            if (doubt != null) {
                claim(doubt);
            }
            return doubt != null;
        }

        private static @Nullable Name first(Set<Name> names, String epoch) {
            return names.stream()
                    .filter(name -> !plain(name).startsWith(epoch))
                    .findFirst()
                    .orElse(null);
        }

        private void callByChance(Name name) {
            int chance = random.nextInt(10);
            if (chance < 2) {
                call("read", name, 0, () -> cluster.read(name), NodeCalls::text);
            } else if (chance < 6 && held.containsKey(name)) {
                release(name);
            } else {
                claim(name);
            }
        }

        private void claim(Name name) {
            ClusterClaim claim = call(
                    "claim",
                    name,
                    0,
                    () -> owner.tryRegister(name, id),
                    answer -> (answer.granted() ? "granted " : "taken ") + text(answer.holding()));
            if (claim != null) {
                doubtful.remove(name);
                held.remove(name);
                claim.registration().ifPresent(token -> held.put(name, token));
            }
        }

        private void release(Name name) {
            ClusterRegistration token = held.get(name);
            Boolean done = call("release", name, token.token(), token::unregister, answer -> "done " + answer);
            if (done != null) {
                held.remove(name);
            }
        }

        /** Makes a call and tells of it; null where it has no answer. Any call but a read that is not refused leaves a doubt. */
        private <V> @Nullable V call(
                String what, Name name, long token, Supplier<CompletionStage<V>> call, Function<V, String> text) {
            String key = run + ":" + number.incrementAndGet();
            NodeMain.tell(
                    "begun " + System.nanoTime() + " " + key + " " + what + " " + plain(name) + " " + id + " " + token);
            String answer;
            V value = null;
            try {
                value = call.get().toCompletableFuture().get(LEFT_OPEN, TimeUnit.SECONDS);
                answer = text.apply(value);
            } catch (ExecutionException failed) {
                answer = NodeMain.word(failed.getCause());
                if (what.equals("claim") && !answer.equals("suspended")) {
                    doubtful.add(name);
                }
            } catch (TimeoutException | InterruptedException open) {
                answer = "open";
            }
            NodeMain.tell("answered " + System.nanoTime() + " " + key + " " + answer);
            return value;
        }
    }

    private static String plain(Name name) {
        return (String) name.value();
    }

    private static String text(Holding holding) {
        return holding.value() + " " + holding.token();
    }

    private static String text(Optional<Holding> holding) {
        return holding.map(found -> "found " + text(found)).orElse("found nobody 0");
    }
}
