package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerListener;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's life: its owner in the registry, its worker, its mailbox and its output. All but what
 * {@link Connection} promises belongs to the channel's event loop.
 */
final class Session implements Connection, OwnerListener<Connection> {
    static final Reason EOF = Reason.of("eof");
    static final Reason RESET = Reason.of("reset");
    static final Reason IDLE = Reason.of("idle");
    static final Reason DRAIN = Reason.of("drain");
    static final Reason CRASHED = Reason.of("crashed");

    private final Channel channel;
    private final WorkerSupervisor supervisor;
    private final Lease lease;
    private final Mailbox mailbox;
    private final Output output;
    private final Drain drain;
    private final StallWatch.Slot stall;
    private boolean draining;
    /** Written on the loop; a worker's thread reads it too. */
    private volatile boolean ended;

    Session(Channel channel, Name name, WorkerSupervisor supervisor) {
        this.channel = channel;
        this.supervisor = supervisor;
        this.stall = supervisor.stallWatch().slot(channel.eventLoop());
        this.mailbox = new Mailbox(supervisor.options().limits().intOf(Limit.MAILBOX), channel.config()::setAutoRead);
        this.output = new Output(channel, this::schedule);
        this.drain = new Drain(this, mailbox, output, supervisor.commands(), supervisor.workerThreads());
        this.lease = new Lease(this, name, supervisor);
        lease.register();
    }

    /** Registers first and listens for the close second: a channel that is closed by now is heard of at once. */
    void open() {
        channel.closeFuture().addListener(closed -> lost());
        supervisor.opened(this);
        if (!lease.startWorker()) {
            end(CRASHED, "-CRASHED no worker could be started");
        } else if (supervisor.isDraining()) {
            drain();
        }
    }

    /** Replaces a worker that failed; false if that fails too or happens too often, and the session is to end. */
    boolean restart(Throwable failure) {
        boolean restarted = lease.replaceWorker(failure);
        if (restarted && supervisor.isDraining()) {
            drain(); // whoever began to drain may have looked while this was not registered
        }
        return restarted;
    }

    void reportCrash(Throwable failure) {
        supervisor.events().workerCrashed(this, failure);
    }

    Worker worker() {
        return lease.worker();
    }

    /** Takes an input from the wire. */
    void cast(Input input) {
        if (ended) {
            return;
        }
        mailbox.add(input);
        drain.schedule();
    }

    /** Has waiting lines taken, now that the peer may have taken some output. */
    void schedule() {
        if (!ended) {
            drain.schedule();
        }
    }

    /** Says good-bye, finishes the lines that were read, and closes. */
    void drain() {
        onLoop(() -> {
            if (!ended && !draining) {
                draining = true;
                output.event(Line.of(">bye drain"));
                LinePipeline.endInput(channel, DRAIN);
            }
        });
    }

    /** Ends a connection that has been silent for long, if nothing depends on it. */
    void closeIfIdle() {
        boolean silent = mailbox.lines() == 0 && !drain.isBusy();
        if (!ended && silent && lease.isBare()) {
            end(IDLE, ">bye idle");
        }
    }

    /** Ends the lease, then says the last words, then closes the channel; once. Call on the loop. */
    void end(Reason reason, @Nullable String lastWords) {
        if (endLease(reason)) {
            output.flush();
            if (lastWords != null) {
                output.write(lastWords);
            }
            GentleClose.of(channel);
        }
    }

    /** Ends the connection for a fault of the channel or the pipeline. Call on the loop. */
    void failed(Throwable cause) {
        if (cause instanceof IOException && !ended) {
            lost();
        } else if (!ended) { // else it is being closed, and the peer need not have waited for that
            supervisor.events().connectionFailed(this, cause);
            end(new Reason("error", cause), null);
        }
    }

    /** Ends the lease of a peer that is gone, and drops what it sent and was to hear. Call on the loop. */
    void lost() {
        if (endLease(draining ? DRAIN : RESET)) {
            channel.close();
        }
        output.discard();
    }

    private boolean endLease(Reason reason) {
        if (ended) {
            return false;
        }
        ended = true;
        lease.end(reason);
        supervisor.events().connectionEnded(this, reason);
        if (!drain.isBusy()) {
            mailbox.clear();
        }
        return true;
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void displaced(Name lost, Owner<Connection> by) {
        output.event(Line.of(">taken " + lost + " " + by.subject().id()));
    }

    /** Closes a connection whose owner somebody ended; one that was replaced after a crash is none of that. */
    @Override
    public void ended(Owner<Connection> past, Reason reason) {
        onLoop(() -> {
            if (past.id() == owner().id()) {
                end(reason, null);
            }
        });
    }

    @Override
    public String id() {
        return lease.name().toString();
    }

    Name name() {
        return lease.name();
    }

    @Override
    public Owner<Connection> owner() {
        return lease.owner();
    }

    @Override
    public Registry<Connection> registry() {
        return supervisor.registry();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    @Override
    public boolean send(Line line) {
        return output.offer(line);
    }

    @Override
    public void close(Reason reason) {
        if (!drain.closeBehindAnswer(reason)) {
            onLoop(() -> end(reason, null));
        }
    }

    /** Runs a task on the channel's event loop, here if this is it; not at all if it has ended, and all with it. */
    void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            output.discard();
        }
    }

    Channel channel() {
        return channel;
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    StallWatch.Slot stall() {
        return stall;
    }

    @Override
    public String toString() {
        return id();
    }
}
