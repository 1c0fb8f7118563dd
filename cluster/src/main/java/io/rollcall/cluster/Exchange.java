package io.rollcall.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Questions, answers and notes between nodes, beside the log. Safe for use by any thread. */
final class Exchange {
    /** How many questions may wait for their answers; one beyond is refused. */
    static final int MOST_UNANSWERED = 65_536;
    /** How many chars of a failure's text are told to who asked. */
    private static final int MOST_TOLD = 1_024;

    /** Who was asked, and who waits for the answer. */
    private record Asked(Node node, CompletableFuture<byte[]> answer) {}

    private final Member member;
    private final Post post;
    private final ScheduledExecutorService timer;
    private final BiFunction<Node, byte[], CompletionStage<byte[]>> answerer;
    private final BiConsumer<Node, byte[]> hearer;
    private final Callbacks callbacks;
    /** By number; this and the last number by the member's lock. */
    private final Map<Long, Asked> asked = new HashMap<>();

    private long number;

    Exchange(
            Member member,
            Post post,
            ScheduledExecutorService timer,
            Callbacks callbacks,
            BiFunction<Node, byte[], CompletionStage<byte[]>> answerer,
            BiConsumer<Node, byte[]> hearer) {
        this.member = member;
        this.post = post;
        this.timer = timer;
        this.callbacks = callbacks;
        this.answerer = answerer;
        this.hearer = hearer;
    }

    CompletableFuture<byte[]> ask(Node node, byte[] question, Duration timeout) {
        long nanos = Waiters.checked(timeout).toNanos();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        long[] asking = {0};
        Frame frame = member.found(() -> {
            RuntimeException refusal = refusal();
            if (refusal != null) {
                member.later(() -> answer.completeExceptionally(refusal));
                return null;
            }
            asking[0] = ++number;
            asked.put(number, new Asked(node, answer));
            return frame(Frame.Kind.QUESTION, node, number, question);
        });
        if (frame == null) {
            return answer;
        }
        ScheduledFuture<?> late = timer.schedule(
                () -> fail(asking[0], new TimeoutException(node + " did not answer within " + timeout)),
                nanos,
                TimeUnit.NANOSECONDS);
        answer.whenComplete((value, error) -> {
            late.cancel(false);
            member.locked(() -> asked.remove(asking[0]));
        });
        if (!sends(node, frame)) {
            fail(asking[0], new NodeUnreachableException(node));
        }
        return answer;
    }

    boolean tell(Node node, byte[] note) {
        Frame frame = member.found(
                () -> member.me() == null || member.closed() != null ? null : frame(Frame.Kind.NOTE, node, 0, note));
        return frame != null && sends(node, frame);
    }

    /** Why nothing can be asked now, with the lock held; null if it can. */
    private @Nullable RuntimeException refusal() {
        String closed = member.closed();
        return closed != null
                ? new ClusterClosedException(closed)
                : member.me() == null
                        ? new SuspendedException("it is not taken in")
                        : asked.size() >= MOST_UNANSWERED
                                ? new SuspendedException(MOST_UNANSWERED + " questions wait already")
                                : null;
    }

    /** Makes a message of the present run of this node, with the lock held. */
    private Frame frame(Frame.Kind kind, Node to, long ofNumber, byte[] body) {
        Node me = Objects.requireNonNull(member.me(), "only who is taken in has something to say");
        return Frame.between(kind, me, to, member.table().stamp(), ofNumber, body);
    }

    private boolean sends(Node to, Frame frame) {
        boolean mine = to.equals(member.me());
        if (!mine) {
            return post.send(to, frame);
        }
        boolean taken = post.inbox().add(frame);
        member.settle();
        return taken;
    }

    /** Reads what came, under no lock. */
    void read(Frame frame) {
        switch (frame.kind()) {
            case QUESTION -> {
                Node from = post.sender(frame);
                if (from != null) {
                    answer(from, frame.number(), frame.body());
                }
            }
            case NOTE -> {
                Node from = post.sender(frame);
                if (from != null) {
                    hearer.accept(from, frame.body());
                }
            }
            case ANSWER -> { // here and now, or what was sent after it would be heard before it
                Asked known = member.found(() -> asked(frame));
                if (known != null) {
                    known.answer.complete(frame.body());
                }
            }
            case FAILURE -> {
                Asked known = member.found(() -> asked(frame));
                if (known != null) {
                    String why = new String(frame.body(), StandardCharsets.UTF_8);
                    known.answer.completeExceptionally(new AnswerFailedException(known.node, why));
                }
            }
            default -> throw new IllegalStateException("not of the exchange: " + frame.kind());
        }
    }

    /** Takes the question out that is answered, with the lock held; null if nobody waits for that. */
    private @Nullable Asked asked(Frame frame) {
        Asked known = asked.get(frame.number());
        if (known == null || known.node.session() != frame.sender()) {
            return null;
        }
        asked.remove(frame.number());
        return known;
    }

    private void answer(Node from, long ofNumber, byte[] question) {
        CompletionStage<byte[]> answered;
        try {
            answered = Objects.requireNonNull(answerer.apply(from, question), "the answerer's stage");
        } catch (Throwable thrown) { // a user's, of whatever kind
            callbacks.report(thrown);
            answered = CompletableFuture.failedFuture(thrown);
        }
        answered.whenComplete((answer, error) -> {
            if (error == null && answer != null) {
                reply(Frame.Kind.ANSWER, from, ofNumber, answer);
            } else {
                String why = error == null ? "it answered null" : text(error);
                reply(Frame.Kind.FAILURE, from, ofNumber, why.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static String text(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        String text = String.valueOf(cause);
        return text.length() > MOST_TOLD ? text.substring(0, MOST_TOLD) : text;
    }

    private void reply(Frame.Kind kind, Node to, long ofNumber, byte[] body) {
        Frame frame = member.found(() -> member.me() == null ? null : frame(kind, to, ofNumber, body));
        if (frame != null) { // else who asked has been told that this run is over
            sends(to, frame);
        }
    }

    private void fail(long ofNumber, Exception why) {
        member.locked(() -> {
            Asked known = asked.remove(ofNumber);
            if (known != null) {
                fail(known, why);
            }
        });
    }

    private void fail(Asked known, Exception why) {
        member.later(() -> known.answer.completeExceptionally(why));
    }

    /** Hears that a run of a node is over, with the lock held. */
    void went(Node node) {
        for (Asked each : List.copyOf(asked.values())) {
            if (each.node.equals(node)) {
                fail(each, new NodeUnreachableException(node));
            }
        }
        asked.values().removeIf(each -> each.node.equals(node));
    }

    /** Hears which processes are seen now, with the lock held. */
    void sees(Set<Incarnation> members) {
        for (Session session : member.table().sessions()) {
            if (!members.contains(session.incarnation())) {
                went(session.node());
            }
        }
    }

    /** Hears that this node's run is over, and nobody will be answered; with the lock held. */
    void lost() {
        asked.values().forEach(each -> fail(each, new NodeUnreachableException(each.node)));
        asked.clear();
    }

    /** Fails all who wait, with the lock held. */
    void close(String why) {
        asked.values().forEach(each -> fail(each, new ClusterClosedException(why)));
        asked.clear();
    }
}
