package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.AttributeKey;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerListener;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's life: its owner in the registry, its worker, its mailbox and its output. All but what
 * {@link Connection} promises belongs to the channel's event loop.
 */
final class Session implements Connection, OwnerListener<Connection>, Output.Peer {
    static final Reason EOF = Reason.of("eof");
    static final Reason RESET = Reason.of("reset");
    static final Reason IDLE = Reason.of("idle");
    static final Reason DRAIN = Reason.of("drain");
    static final Reason SLOW = Reason.of("slow");
    static final Reason KICKED = Reason.of("kicked");
    static final Reason CRASHED = Reason.of("crashed");
    static final Reason LIMIT = Reason.of("limit");

    /** Set on channels that came over the control socket. */
    static final AttributeKey<Boolean> CONTROL = AttributeKey.valueOf(Session.class, "control");

    private final Channel channel;
    private final WorkerSupervisor supervisor;
    private final Lease lease;
    private final Quotas quotas;
    private final Standing standing;
    private final ReadGate reading;
    private final Mailbox mailbox;
    private final Output output;
    private final Drain drain;
    private final StallWatch.Slot stall;
    private final EventGate gate;
    private final Interests interests;
    private final long bornNanos = System.nanoTime();
    /** The observer's thread's own. */
    private @Nullable Pace pace;

    private boolean draining;
    /** What an operator who ends it says; written before it ends. */
    private volatile @Nullable String kickWords;
    /** The lease has ended with the input, and what is watched and waited for goes on. */
    private boolean streaming;
    /** Written on the loop; a worker's thread reads it too. */
    private volatile boolean ended;

    Session(Channel channel, Name name, WorkerSupervisor supervisor) {
        this.channel = channel;
        this.supervisor = supervisor;
        this.stall = supervisor.stallWatch().slot(channel.eventLoop());
        this.reading = new ReadGate(channel.config());
        Limits limits = supervisor.limits();
        this.quotas = supervisor.quotas();
        this.mailbox = new Mailbox(limits.intOf(Limit.MAILBOX), reading::room, supervisor.input());
        this.output = new Output(channel, supervisor.outputBudget(), this);
        this.gate = new EventGate(this::onLoopLater, this::afterReading, () -> !output.isWritable(), this::failedLater);
        this.interests = new Interests(this, quotas);
        this.drain = new Drain(this, mailbox, output, supervisor.commands(isControl()), supervisor.workerThreads());
        this.standing = new Standing(this, supervisor.access(), mailbox, limits);
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
        standing.begin();
    }

    /** Who it has shown to be. */
    Standing standing() {
        return standing;
    }

    /** Tells whether it may talk to others. */
    boolean isAdmitted() {
        return standing.isAdmitted();
    }

    /** Replaces a worker that failed; false if that fails too or happens too often, and the session is to end. */
    boolean restart(Throwable failure) {
        interests.clear();
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
        gate.wake();
    }

    @Override
    public void goOn() {
        schedule();
    }

    /** Has all that goes out begin at a handler. Call on the loop. */
    void writeAt(ChannelHandlerContext handler) {
        output.beginAt(handler);
    }

    /** Hears that the peer takes what it is sent, or does not. Call on the loop. */
    void writabilityChanged() {
        output.writabilityChanged();
        schedule();
    }

    /** Ends the connection of a peer that takes too little; what it has not taken is dropped. */
    @Override
    public void endSlow(long untakenBytes) {
        if (endLease(SLOW)) {
            supervisor.events().readerSlow(this, untakenBytes);
            endInterests();
        } else if (streaming) {
            forgetStream();
        }
        channel.close();
    }

    /** Refuses what would add to the output of others while that of all is too much. */
    void requireOutput() throws Refused {
        if (supervisor.outputBudget().isSpent()) {
            throw new Refused("BUSY", "too much output waits to be read, try again");
        }
    }

    /** Sends events that go to many; a slow peer is passed by and told so later. */
    boolean cast(Cast events) {
        return standing.isAdmitted() && output.cast(events);
    }

    /** Says good-bye, finishes the lines that came before it was heard, as far as the system holds them, and closes. */
    void drain() {
        onLoop(() -> {
            if (streaming) {
                endStream(">bye drain");
            } else if (!ended && !draining) {
                draining = true;
                output.event(Line.of(">bye drain"));
                afterReading(() -> LinePipeline.endInput(channel, DRAIN));
            }
        });
    }

    /** Has something done once the event loop has looked at its sockets: a task that came at once would run before that. */
    void afterReading(Runnable task) {
        if (loop() instanceof SingleThreadEventLoop sockets) {
            sockets.executeAfterEventLoopIteration(() -> sockets.execute(task));
        } else {
            loop().execute(task);
        }
    }

    /** Ends a connection that has been silent for long, if nothing depends on it. */
    void closeIfIdle() {
        boolean silent = mailbox.lines() == 0 && !drain.isBusy();
        if (!ended && silent && lease.isBare() && interests.isEmpty()) {
            supervisor.limitCounts().note(Limit.IDLE);
            end(IDLE, ">bye idle");
        }
    }

    /**
     * Ends the lease, then says the last words, then closes the channel; once. Where only the input has ended the channel
     * stays open for what is watched and waited for, though not over TLS, where that was a good-bye. Call on the loop.
     */
    void end(Reason reason, @Nullable String lastWords) {
        if (streaming) {
            endStream(lastWords);
        } else if (!ended && !draining && reason.equals(EOF) && interests.isOpen() && !Tls.isSpokenOn(channel)) {
            endLease(reason);
            beginStream();
        } else if (endLease(reason)) {
            endInterests();
            close(lastWords);
        }
    }

    private void beginStream() {
        streaming = true;
        interests.clearPlaces();
        KeepAlive.ofStream(channel);
        supervisor.streams().put(id(), this);
        if (supervisor.isDraining()) {
            drain();
        } else {
            interestDone();
        }
    }

    /** Looks whether a stream has nothing more to wait for. Call on the loop. */
    void interestDone() {
        if (streaming && !interests.isOpen()) {
            endStream(null);
        }
    }

    private void endStream(@Nullable String lastWords) {
        forgetStream();
        close(lastWords);
    }

    private void forgetStream() {
        streaming = false;
        supervisor.streams().remove(id());
        endInterests();
    }

    private void endInterests() {
        gate.finish();
        gate.close();
        interests.end();
    }

    private void close(@Nullable String lastWords) {
        output.flush();
        if (lastWords != null) {
            output.write(lastWords);
        }
        GentleClose.of(channel);
    }

    /** Ends the connection for a fault of the channel, the pipeline or the output. Call on the loop. */
    @Override
    public void failed(Throwable cause) {
        if (cause instanceof IOException && (!ended || streaming)) {
            lost();
        } else if (!ended) { // else it is being closed, and the peer need not have waited for that
            supervisor.events().connectionFailed(this, cause);
            end(new Reason("error", cause), null);
        }
    }

    /** Ends the lease of a peer that is gone, and drops what it sent and was to hear. Call on the loop. */
    void lost() {
        if (endLease(draining ? DRAIN : RESET)) {
            endInterests();
            channel.close();
        } else if (streaming) {
            forgetStream();
            channel.close();
        }
        output.discard();
    }

    private boolean endLease(Reason reason) {
        if (ended) {
            return false;
        }
        ended = true;
        List<Registration<Connection>> held = lease.end(reason);
        supervisor.events().connectionEnded(this, reason);
        supervisor.events().leaseEnded(this, reason, held);
        if (!drain.isBusy()) {
            mailbox.clear();
        }
        mailbox.leave();
        return true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Here and now, as each call only leaves something to the event loop; a listener of the application may block. */
    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public void displaced(Name lost, Owner<Connection> by) {
        if (supervisor.nodes() == null) { // else the others tell of it
            tell(">taken " + Text.shown(lost) + " " + by.subject().id());
        }
    }

    @Override
    public void given(Registration<Connection> registration, Owner<Connection> from) {
        if (registration.key() instanceof Name name) {
            tell(">given " + Text.shown(name) + " " + ((Session) from.subject()).from());
        }
    }

    /** Sends an event that is never skipped, behind the reply that is under way; any thread may call it. */
    void tell(String line) {
        gate.execute(() -> event(line));
    }

    /** Sends an event that is never skipped. */
    void event(String line) {
        output.event(Line.of(line));
    }

    /** Notes that so many events of a watch were skipped, to be told before the next. */
    void skipEvents(long skipped) {
        output.skip(skipped);
    }

    /** Ends a connection that takes less than what must be kept for it. */
    void tooSlow() {
        onLoop(() -> endSlow(output.untaken()));
    }

    /** Closes a connection whose owner somebody ended; one that was replaced after a crash is none of that. */
    @Override
    public void ended(Owner<Connection> past, Reason reason) {
        onLoopLater(
                () -> { // the command that ends it, if it is its own, has a reply yet
                    if (!ended && past.id() == owner().id()) {
                        end(reason, reason.equals(KICKED) ? kickWords : null);
                    }
                });
    }

    /** Ends the connection for an operator; what it held is free when this returns. Any thread may call it. */
    void kick(String words) {
        kickWords = words;
        owner().leave(KICKED);
        onLoop(() -> end(KICKED, words)); // a stream of events has no owner any more
    }

    /** Tells whether this may do what only operators may. */
    boolean operator() {
        return isControl() || standing.isOperator();
    }

    /** Tells whether this came over the control socket. */
    boolean isControl() {
        return channel.hasAttr(CONTROL)
                && Boolean.TRUE.equals(channel.attr(CONTROL).get());
    }

    long ageSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - bornNanos);
    }

    /** What waits in its mailbox; any thread may look. */
    Mailbox mailbox() {
        return mailbox;
    }

    /** How often its worker has failed; any thread may ask. */
    int crashes() {
        return lease.crashes();
    }

    /** What its peer has not taken; any thread may ask for what is left. */
    Output output() {
        return output;
    }

    /** Its pace, as the observer's thread alone keeps it; there is none while nobody looks. */
    Pace pace() {
        Pace kept = pace;
        if (kept == null) {
            kept = new Pace();
            pace = kept;
        }
        return kept;
    }

    long ageMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - bornNanos);
    }

    @Override
    public String id() {
        return lease.name().toString();
    }

    Name name() {
        return lease.name();
    }

    /** The number that its id has. */
    long number() {
        return ConnectionId.of(id()).orElseThrow().number();
    }

    /** The servers that are one cluster with this one. */
    Nodes nodes() {
        return Objects.requireNonNull(supervisor.nodes(), "this server is none of several");
    }

    /** What it holds among all nodes. */
    NodeOwner nodeOwner() {
        return Objects.requireNonNull(lease.nodeOwner(), "this server is none of several");
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
        return ProxyHandshake.addressOf(channel);
    }

    @Override
    public boolean send(Line line) {
        return standing.isAdmitted() && output.offer(line);
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

    /** Runs a task on the channel's event loop, behind what runs there now. */
    private void onLoopLater(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            gate.close();
            output.discard();
        }
    }

    private void failedLater(Throwable cause) {
        onLoop(() -> failed(cause));
    }

    /** Tells whether this runs on the channel's event loop, which must not be kept long. */
    boolean isOnLoop() {
        return channel.eventLoop().inEventLoop();
    }

    /** What others see as the sender. */
    String from() {
        return lease.sender();
    }

    /** Tells whether it may take a name from another: of the same identity, or where that is open to all. */
    boolean mayTakeFrom(Connection holder) {
        return supervisor.options().openTakeover() || standing.isSameAs(((Session) holder).standing);
    }

    /** Returns the id of who holds a name. */
    String holderOf(Name name) {
        return registry().whereIs(name).map(Connection::id).orElse(id());
    }

    GivenNames given() {
        return lease.given();
    }

    EventGate gate() {
        return gate;
    }

    Interests interests() {
        return interests;
    }

    Quotas quotas() {
        return quotas;
    }

    /** The time on its loop's clock. */
    long nanoTime() {
        return channel.eventLoop().ticker().nanoTime();
    }

    WorkerSupervisor supervisor() {
        return supervisor;
    }

    ReadGate reading() {
        return reading;
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
