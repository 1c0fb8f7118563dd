package io.rollcall.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is yet to be handed to executors, because of changes that can be seen already. It is noted with the changed key's
 * lock held, and handed over by whoever comes first with no lock held.
 *
 * <p>Each stays here until it is with its executor. So whoever has passed through the list knows that all that was noted
 * before is, and waits for nobody: where another thread is held up with one, that one is handed over a second time, which
 * every notice must take without harm.
 */
final class Notices {
    private final Queue<Notice> due = new ConcurrentLinkedQueue<>();
    /** What this thread is handing over, lest an executor that changes something itself begin with that again. */
    @SuppressWarnings("ThreadLocalUsage") // of this registry alone, and removed after each use
    private final ThreadLocal<@Nullable Deque<Notice>> handing = new ThreadLocal<>();

    /** One thing to hand over; compared by identity. */
    private static final class Notice {
        private final Runnable submission;

        private Notice(Runnable submission) {
            this.submission = submission;
        }
    }

    /** Notes what to hand over; {@link #tell} must follow without a lock. */
    void add(Runnable submission) {
        due.add(new Notice(submission));
    }

    /** Returns once all that was noted before is handed over. Call with no lock held, after whatever may have noted. */
    void tell() {
        if (!due.isEmpty()) {
            tellAll();
        }
    }

    private void tellAll() {
        Deque<Notice> outer = handing.get();
        Deque<Notice> mine = outer == null ? new ArrayDeque<>() : outer;
        handing.set(mine);
        try {
            for (Iterator<Notice> each = due.iterator(); each.hasNext(); ) {
                Notice notice = each.next();
                if (!mine.contains(notice)) {
                    hand(notice, mine);
                    each.remove(); // in constant time, and harmless when done already
                }
            }
        } finally {
            if (outer == null) {
                handing.remove();
            }
        }
    }

    private static void hand(Notice notice, Deque<Notice> mine) {
        mine.push(notice);
        try {
            notice.submission.run();
        } finally {
            mine.pop();
        }
    }
}
