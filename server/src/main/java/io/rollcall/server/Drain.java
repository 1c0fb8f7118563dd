package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.rollcall.registry.Reason;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what waits in a mailbox through the worker: one at a time, in order, up to a budget, then lets others run.
 *
 * <pre>
 *   idle ──schedule──▶ scheduled ──begin──▶ running (on the loop, or on a worker thread)
 *    ▲                                        │ nothing left, budget, slow peer, crash, close
 *    └──────────────────settle────────────────┤
 *                          ▲                  │ the worker answers later
 *                          └──resume── put off ◀
 * </pre>
 *
 * <p>The state belongs to the event loop. While it runs elsewhere the loop touches nothing but the mailbox, so that what
 * {@link #run} uses needs no lock: handing a task over, and back, makes it visible.
 */
final class Drain implements Runnable {
    private static final int BUDGET = 256;
    /** How long commands may keep the event loop, on its clock: one may cost as much as thousands of lines do. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Session session;
    private final Mailbox mailbox;
    private final Output output;
    private final Replies replies;
    private final Commands commands;

    /** Where workers run; null for the event loop itself. */
    private final @Nullable Executor elsewhere;

    private boolean busy;
    /** The thread that runs. Any asks whether it is the one, and finds itself here by its own hand alone: no fence. */
    private @Nullable Thread runner;
    // What a run leaves for settle.
    private @Nullable Input rest;
    private int doneLines;
    /** This run has had its share of the event loop. */
    private boolean overdrawn;

    private long began;
    private long doneBytes;
    private int doneEnds;
    private @Nullable Closing closing;
    private @Nullable Throwable crash;
    private @Nullable Deferred deferred;
    /** A command is being carried out elsewhere. */
    private boolean holding;
    /** The answer that the mailbox waits for. */
    private @Nullable Deferred awaited;

    Drain(Session session, Mailbox mailbox, Output output, Commands commands, @Nullable Executor elsewhere) {
        this.session = session;
        this.mailbox = mailbox;
        this.output = output;
        this.commands = commands;
        this.elsewhere = elsewhere;
        this.replies = new Replies(this, output, session.channel().alloc(), elsewhere == null ? output.spare() : null);
    }

    /** Has the mailbox emptied soon, if there is something in it and nothing in the way. Call on the loop. */
    void schedule() {
        if (!busy && !mailbox.isEmpty() && output.isWritable()) {
            busy = true;
            session.loop().execute(this::begin);
        }
    }

    /** Goes on once the event loop has looked at its sockets. */
    private void scheduleBehindOthers() {
        busy = true;
        session.afterReading(this::begin);
    }

    /** Tells whether a worker is at work, or has put its answer off. */
    boolean isBusy() {
        return busy;
    }

    /** Has the connection end behind the present answer, if it is this connection's own worker that asks for it. */
    boolean closeBehindAnswer(Reason reason) {
        if (runner != Thread.currentThread()) {
            return false;
        }
        if (closing == null) {
            closing = new Closing(reason, null);
        }
        return true;
    }

    private void begin() {
        rest = mailbox.takeAll();
        if (elsewhere != null) {
            hand(elsewhere);
            return;
        }
        output.flush(); // events of a watch that one of these lines may end come before its reply
        session.stall().begin(session);
        began = now();
        run();
    }

    private void hand(Executor threads) {
        try {
            threads.execute(this);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) { // the system may refuse one more thread
            busy = false;
            rest = null;
            session.failed(noThread);
        }
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        doneLines = 0;
        doneBytes = 0;
        overdrawn = false;
        doneEnds = 0;
        Input input;
        while ((input = rest) != null && mayGoOn()) {
            rest = input.next;
            input.next = null;
            doneLines++;
            doneBytes += input.length();
            try {
                take(input);
                if (elsewhere != null && !replies.isDeferred()) {
                    replies.push();
                }
            } catch (Throwable thrown) { // whatever is thrown, the connection is answered and goes on
                replies.takeBack();
                crash = thrown;
            }
            if (crash != null || replies.isDeferred()) {
                break;
            }
            if (replies.length() >= Replies.CHUNK) {
                send(replies.take());
            }
            letEventsThrough();
        }
        if (elsewhere == null) {
            session.stall().end();
        }
        deferred = crash == null ? replies.takeDeferred() : null;
        finishReplies();
        if (deferred == null) { // else its answer comes first
            letEventsThrough();
        }
        runner = null;
        if (elsewhere == null) {
            settle();
        } else {
            session.onLoop(this::settle);
        }
    }

    private void finishReplies() {
        try {
            send(replies.take());
        } catch (RuntimeException | OutOfMemoryError noMemory) {
            crash = crash == null ? noMemory : crash;
        }
    }

    private boolean mayGoOn() {
        overdrawn |= doneLines >= BUDGET;
        return !overdrawn && closing == null && !session.isEnded() && output.isWritable();
    }

    private long now() {
        return session.loop().ticker().nanoTime();
    }

    private void take(Input input) throws Exception {
        if (input instanceof Line line) {
            replies.begin(line.end());
            answer(line);
        } else if (input instanceof Refusal refusal) {
            replies.begin(refusal.end());
            replies.text("-" + refusal.code() + " " + refusal.text());
            if (refusal.code().equals(LineScanner.TOOLONG)) {
                session.supervisor().limitCounts().note(Limit.LINE);
            }
            if (refusal.closes()) {
                closing = new Closing(refusal.reason(), null);
            }
        } else {
            replies.begin(null);
            doneEnds++;
            closing = new Closing(((EndOfInput) input).reason(), null);
        }
    }

    private void answer(Line line) throws Exception {
        Line message = line;
        if ((commands.areOn() || !session.isAdmitted()) && line.length() > 0 && line.byteAt(0) == '/') {
            message = line.message();
            if (message == line) {
                holdEvents();
                closing = commands.execute(session, line, replies);
                overdrawn = elsewhere == null && now() - began >= SLICE_NANOS;
                return;
            }
        }
        if (!session.isAdmitted()) {
            replies.text(Access.refusal());
            return;
        }
        Worker worker = session.worker();
        if (!(worker instanceof BundledWorker.CastingWorker)) {
            replies.endCasts(); // what others are told must come before what the worker causes
        }
        if (elsewhere == null) {
            session.stall().enter();
        }
        try {
            worker.receive(message, replies);
        } finally {
            if (elsewhere == null) {
                session.stall().leave();
            }
        }
    }

    /** Holds what a command causes until its reply is on its way; on the loop itself it comes later anyway. */
    private void holdEvents() {
        if (elsewhere != null) {
            holding = true;
            session.gate().hold();
        }
    }

    private void letEventsThrough() {
        if (holding) {
            holding = false;
            session.gate().release();
        }
    }

    private void send(@Nullable ByteBuf joined) {
        if (joined == null) {
            return;
        }
        if (elsewhere == null) {
            output.write(joined);
        } else {
            output.push(joined);
        }
    }

    /** Goes on after a run, on the loop. */
    private void settle() {
        if (rest != null) {
            mailbox.putBack(rest);
            rest = null;
        }
        Deferred put = deferred;
        deferred = null;
        if (put == null || put.isComplete()) {
            finish(put);
        } else if (closing != null) {
            finish(); // the worker has closed the connection, so there is nothing to wait for
        } else {
            awaited = put;
        }
    }

    /** Goes on when an answer that was put off is complete; any thread may call it. */
    void resume(Deferred completed) {
        session.onLoop(() -> {
            if (awaited == completed) { // else it was complete before the loop began to wait, or its worker is gone
                awaited = null;
                finish(completed);
            }
        });
    }

    private void finish(@Nullable Deferred completed) {
        if (completed != null && !session.isEnded()) {
            crash = completed.failure();
            if (crash == null) {
                output.flush(); // events and earlier replies that were pushed before
                output.write(completed.lines());
            }
        }
        finish();
    }

    private void finish() {
        letEventsThrough();
        mailbox.done(doneLines, doneBytes);
        session.stall().took(doneLines - doneEnds);
        doneEnds = 0;
        doneLines = 0;
        doneBytes = 0;
        busy = false;
        Throwable failure = crash;
        crash = null;
        if (session.isEnded()) {
            if (failure != null) {
                session.reportCrash(failure);
            }
            mailbox.clear();
            return;
        }
        if (failure != null && !restart(failure)) {
            return;
        }
        if (closing != null) {
            session.end(closing.reason(), closing.lastWords());
            return;
        }
        if (overdrawn) {
            scheduleBehindOthers();
        }
        mailbox.readOn();
        schedule();
    }

    /** Starts a new worker and answers for the one that failed; false if that was once too often. */
    private boolean restart(Throwable failure) {
        boolean restarted = session.restart(failure);
        output.flush();
        try {
            replies.text("-CRASHED the worker failed" + (restarted ? " and was replaced" : ", closing"));
            ByteBuf answer = Objects.requireNonNull(replies.take());
            output.write(answer); // on the loop, wherever the worker ran
        } catch (OutOfMemoryError noMemory) {
            session.failed(noMemory); // an answer would be missing
            return false;
        }
        if (!restarted) {
            session.end(Session.CRASHED, null);
        }
        return restarted;
    }
}
