package io.rollcall.server;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection holds in the registry, and the worker that lives and dies with it: a crash replaces both. Changed on
 * the channel's event loop only; the owner is for any thread to see.
 */
final class Lease {
    /** What a connection holds that holds nothing of its own: its id and the shared property. */
    static final int OWN_ENTRIES = 2;

    private final Session session;
    private final WorkerSupervisor supervisor;
    private final Name name;
    private final Crashes crashes = new Crashes();
    private final GivenNames given = new GivenNames();
    private volatile Owner<Connection> owner;
    /** Its side that all nodes see; null where there is but one. */
    private volatile @Nullable NodeOwner nodeOwner;
    /** What others saw as the sender when the owner ended. */
    private volatile @Nullable String lastSender;

    private @Nullable Worker worker;

    Lease(Session session, Name name, WorkerSupervisor supervisor) {
        this.session = session;
        this.name = name;
        this.supervisor = supervisor;
        this.owner = join();
    }

    private Owner<Connection> join() {
        return supervisor.registry().join(session, session, session.quotas().ofOwner());
    }

    /** Registers what a connection always holds; whoever finds it by that must find its owner too. */
    void register() {
        Nodes nodes = supervisor.nodes();
        if (nodes != null) {
            nodeOwner = nodes.join(session, owner);
        }
        owner.register(name);
        owner.register(Connection.SOCKET_LISTENER);
    }

    /** Has a worker made; false if that fails. */
    boolean startWorker() {
        worker = null;
        try {
            worker = supervisor.factory().create(session);
            return true;
        } catch (Throwable failed) { // the application's own code: its failure ends this connection alone
            supervisor.events().workerCrashed(session, failed);
            return false;
        }
    }

    /** Replaces a worker that failed, and its owner; false if that fails too or happens too often. */
    boolean replaceWorker(Throwable failure) {
        supervisor.events().workerCrashed(session, failure);
        if (!crashes.allowAnother()) {
            return false;
        }
        owner.leave(new Reason("crashed", failure));
        NodeOwner ended = nodeOwner;
        if (ended != null) {
            ended.end();
        }
        owner = join();
        register();
        return startWorker();
    }

    /** Ends it; returns what was held, oldest first. */
    List<Registration<Connection>> end(Reason reason) {
        List<Registration<Connection>> held = owner.registrations();
        lastSender = sender();
        owner.leave(reason);
        return held;
    }

    /** Returns what others see as the sender: the earliest name that it claimed itself, else its id. */
    String sender() {
        List<Registration<Connection>> held = owner.registrations();
        String last = lastSender;
        if (held.isEmpty() && last != null) {
            return last;
        }
        for (Registration<Connection> each : held) {
            if (each.key() instanceof Name claimed && !claimed.equals(name) && !given.contains(claimed)) {
                return Text.shown(claimed);
            }
        }
        return name.toString();
    }

    /** How often its worker has failed; any thread may ask. */
    int crashes() {
        return crashes.all();
    }

    GivenNames given() {
        return given;
    }

    Name name() {
        return name;
    }

    Owner<Connection> owner() {
        return owner;
    }

    @Nullable NodeOwner nodeOwner() {
        return nodeOwner;
    }

    /** The worker in service; there is one from the start on until the connection has ended. */
    Worker worker() {
        Worker present = worker;
        if (present == null) {
            throw new IllegalStateException(name + " has no worker");
        }
        return present;
    }

    /** Tells whether the connection holds nothing of its own. */
    boolean isBare() {
        return owner.registrations().size() <= OWN_ENTRIES;
    }
}
