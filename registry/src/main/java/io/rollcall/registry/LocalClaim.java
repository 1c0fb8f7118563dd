package io.rollcall.registry;

import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** A claim, from when it is asked for until it is released. */
final class LocalClaim<T> implements Claimed<T>, Attachment {
    final ClaimLine<T> line;
    final Promise<Claimed<T>> future = new Promise<>();
    final @Nullable LocalOwner<T> claimer;
    private volatile @Nullable LocalOwner<T> member; // written with the line locked
    private volatile boolean held; // likewise

    // Guarded by this object: what ends the claim, until the claim is over.
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable Subscription memberWatch;
    private boolean over;

    LocalClaim(ClaimLine<T> line, @Nullable LocalOwner<T> claimer) {
        this.line = line;
        this.claimer = claimer;
    }

    LocalOwner<T> member() {
        return Objects.requireNonNull(member);
    }

    /** Notes which member is claimed. Call with the line locked. */
    void grant(LocalOwner<T> granted) {
        member = granted;
        held = true;
    }

    /** Notes that it is held no more; false if that was so. Call with the line locked. */
    boolean drop() {
        boolean had = held;
        held = false;
        return had;
    }

    synchronized void expireWith(ScheduledFuture<?> timer) {
        deadline = timer;
        if (over || member != null) {
            timer.cancel(false);
        }
    }

    /** Notes what ends it with its member. Call with no lock held. */
    void endWith(Subscription watch) {
        boolean late;
        synchronized (this) {
            memberWatch = watch;
            late = over;
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
        if (late) {
            watch.close(); // without the lock, as it takes the member's
        }
    }

    /** Takes away what could end it; call when it is over. */
    void finish() {
        Subscription watch;
        synchronized (this) {
            over = true;
            watch = memberWatch;
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
        if (watch != null) {
            watch.close();
        }
        line.claims.detach(this);
    }

    @Override
    public synchronized boolean isOver() {
        return over;
    }

    boolean isMarkedHeld() {
        return held;
    }

    @Override
    public Owner<T> owner() {
        return member();
    }

    @Override
    public boolean isHeld() {
        return held && !member().hasEnded() && (claimer == null || !claimer.hasEnded());
    }

    @Override
    public boolean release() {
        return line.release(this);
    }

    @Override
    public void ownerEnded(RuntimeException why) {
        line.end(this, why);
    }
}
