package io.rollcall.server;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.rollcall.registry.Scope;
import io.rollcall.registry.Subscription;
import io.rollcall.server.observer.Chronicle;
import io.rollcall.server.observer.Observed.ListenerRow;
import io.rollcall.server.observer.Observer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server's observer, and what keeps it informed. Confined to the calls of start and stop. */
final class Showing {
    /** Changes of names that may wait to be noted; beyond that some are skipped. */
    private static final int CHANGES = 16_384;

    private static final long GATHER_MILLIS = 20;

    private final LineServer server;
    private final Observing observing;
    private final ServerEvents events;
    private final Chronicle chronicle;
    private @Nullable Observer observer;
    private @Nullable Subscription names;

    Showing(LineServer server, Observing observing, ServerEvents events) {
        this.server = server;
        this.observing = observing;
        this.events = events;
        this.chronicle = events instanceof ObservedEvents observed ? observed.chronicle() : new Chronicle();
    }

    /** Opens the page; returns where. Where nobody asked for its place, any port will do, and none is no failure. */
    @Nullable InetSocketAddress start(WorkerSupervisor supervisor, EventLoopGroup io) throws IOException {
        Observation observation =
                new Observation(supervisor, () -> server.status() == ServerStatus.STARTED, this::listeners);
        observation.setLoops(io);
        if (events instanceof ObservedEvents observed) {
            supervisor.setOwnWatches(1);
            Scope given =
                    Scope.names(name -> !Keys.isId(name)); // each connection has an id, and nobody asks for its story
            names = server.registry().watch(given, observed::changed, Showing::soon, CHANGES);
        }
        ObserverAddress wanted = observing.address();
        Observer made = new Observer(observation, chronicle, wanted.host(), observing.token());
        observer = made;
        try {
            InetSocketAddress bound = made.listen(wanted.socket());
            events.observing(bound);
            return bound;
        } catch (IOException taken) {
            if (wanted.isGiven()) {
                throw new ObserverBindException(wanted.toString(), taken);
            }
            return startElsewhere(made, wanted);
        }
    }

    private @Nullable InetSocketAddress startElsewhere(Observer made, ObserverAddress wanted) {
        try {
            InetSocketAddress bound = made.listen(wanted.anyPort());
            events.observerMoved(wanted.toString(), bound);
            return bound;
        } catch (IOException noPort) {
            events.observerUnavailable(wanted.toString(), noPort);
            return null;
        }
    }

    /** Gathers changes for a moment: each connection may take a name, and a thread that wakes each time costs more than that. */
    private static void soon(Runnable noting) {
        GlobalEventExecutor.INSTANCE.schedule(noting, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private List<ListenerRow> listeners() {
        List<ListenerRow> rows = new ArrayList<>();
        if (server.status() == ServerStatus.STARTED) {
            InetSocketAddress line = server.address();
            rows.add(new ListenerRow("line", line.getAddress().getHostAddress() + ":" + line.getPort()));
        }
        if (server.options().unix() != null) {
            rows.add(new ListenerRow("unix", server.options().unix().toString()));
        }
        if (server.control() != null) {
            rows.add(new ListenerRow("control", server.control().toString()));
        }
        return rows;
    }

    void stop() {
        if (names != null) {
            names.close();
        }
        if (observer != null) {
            observer.close();
        }
    }
}
