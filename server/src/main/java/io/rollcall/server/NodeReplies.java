package io.rollcall.server;

import io.rollcall.cluster.ClusterClosedException;
import io.rollcall.cluster.ClusterException;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.RegistryClosedException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Replies for which other nodes are asked. */
final class NodeReplies {
    private static final String SUSPENDED = "-SUSPENDED ";

    private NodeReplies() {}

    /** Says ahead of a look-up's reply that it may be out of date, where this node knows it. */
    static void markStale(Session session, Replies out) {
        String why = session.nodes().suspended();
        if (why != null) {
            out.text(">stale " + Text.shown(why));
        }
    }

    /** Adds one line once it is known. No event that the command causes comes before it. */
    static @Nullable Closing line(Session session, Replies out, CompletionStage<String> line) {
        return lines(session, out, line.thenApply(List::of));
    }

    /** Adds lines once they are known. No event that the command causes comes before them. */
    static @Nullable Closing lines(Session session, Replies out, CompletionStage<List<String>> lines) {
        session.gate().hold();
        Reply.Later answer = out.later();
        lines.whenComplete((known, failure) -> {
            try {
                if (failure == null) {
                    known.forEach(answer::line);
                } else {
                    answer.line(Text.shown(reply(session, failure)));
                }
                answer.complete();
            } catch (RuntimeException failed) {
                answer.fail(failed);
            }
            session.onLoop(session.gate()::release);
        });
        return null;
    }

    private static String reply(Session session, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof Refused refused) {
            note(session, refused);
            return refused.reply();
        }
        if (failure instanceof LimitExceededException exceeded) {
            Refused refused = session.quotas().refusal(exceeded);
            note(session, refused);
            return refused.reply();
        }
        if (failure instanceof OwnerEndedException
                || failure instanceof RegistryClosedException
                || failure instanceof ClusterClosedException) {
            return Commands.CLOSING;
        }
        if (failure instanceof TimeoutException) {
            return SUSPENDED + "a node did not answer in time, and may have done it";
        }
        if (failure instanceof ClusterException suspended) {
            return SUSPENDED + suspended.getMessage();
        }
        throw new IllegalStateException(failure);
    }

    private static void note(Session session, Refused refused) {
        Limit limit = refused.limit();
        if (limit != null) {
            session.supervisor().limitCounts().note(limit);
        }
    }
}
