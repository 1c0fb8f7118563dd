package io.rollcall.cluster;

import org.jspecify.annotations.Nullable;

/** An op under way, and what is to be done with its answer. Guarded by the member's lock, under which both calls come. */
final class Request {
    /** Hears once what became of an op. */
    interface Reply {
        /** Hears the answer, or else the failure; the other is null. */
        void completed(@Nullable Answer answer, @Nullable ClusterException failure);
    }

    private final Op op;
    private final @Nullable Reply reply;
    private final long deadline;
    private boolean told;

    /** The deadline is a reading of the ticker; one that nobody waits for has {@link Long#MAX_VALUE}. */
    Request(Op op, @Nullable Reply reply, long deadline) {
        this.op = op;
        this.reply = reply;
        this.deadline = deadline;
    }

    Op op() {
        return op;
    }

    boolean isOver(long now) {
        return !told && deadline != Long.MAX_VALUE && now - deadline >= 0;
    }

    void complete(Answer answer) {
        if (!told) {
            told = true;
            if (reply != null) {
                reply.completed(answer, null);
            }
        }
    }

    void fail(ClusterException why) {
        if (!told) {
            told = true;
            if (reply != null) {
                reply.completed(null, why);
            }
        }
    }
}
