package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which one owner stands. Guarded by the member's lock.
 *
 * <p>A place is left with an op of the log, which may come after the grant, and a new one asked for at once. So who is told
 * of a grant looks at the tokens: it is of a place only if it came after whoever held the name when that was taken.
 */
final class Lines {
    /** A place in line: what it was asked for with, who waits, and the token of who held the name then. */
    private static final class Line {
        final Op.Queue op;
        final CompletableFuture<ClusterRegistration> granted = new CompletableFuture<>();
        long after = Long.MAX_VALUE; // until it is known

        Line(Op.Queue op) {
            this.op = op;
        }
    }

    private final ClusterOwner<?> owner;
    private final Member member;
    private final Map<Name, Line> lines = new HashMap<>();

    Lines(ClusterOwner<?> owner, Member member) {
        this.owner = owner;
        this.member = member;
    }

    /** Stands in line, once; tells who asks for it at what position. */
    CompletableFuture<ClusterRegistration> stand(Op.Queue op, @Nullable CompletableFuture<ClusterPlace> place) {
        Line known = lines.get(op.name());
        boolean stood = known != null && !known.granted.isDone();
        if (known != null && stood && place == null) {
            return known.granted;
        }
        Line line = known != null && stood ? known : opened(op);
        owner.askLocked(line.op, (answer, failure) -> { // who stands there already is told where, and no more
            if (answer != null) {
                answered(line, answer);
                if (place != null) {
                    member.later(() -> place.complete(new ClusterPlace(answer.position(), line.granted)));
                }
            } else if (failure != null) {
                if (!stood) {
                    failed(line, failure);
                }
                if (place != null) {
                    member.later(() -> place.completeExceptionally(failure));
                }
            }
        });
        return line.granted;
    }

    private Line opened(Op.Queue op) {
        Line line = new Line(op);
        lines.put(op.name(), line);
        line.granted.whenComplete((token, error) -> {
            if (line.granted.isCancelled()) {
                member.locked(() -> leave(line));
            }
        });
        return line;
    }

    private void answered(Line line, Answer answer) {
        if (answer.kind() == Answer.Kind.WAITING) {
            line.after = answer.held().token();
        } else if (lines.remove(line.op.name(), line)) {
            grant(line, answer.held());
        }
    }

    private void failed(Line line, RuntimeException why) {
        if (lines.remove(line.op.name(), line)) {
            if (why instanceof OutcomeUnknownException) { // it may be taken yet, and nobody waits there
                member.later(() -> member.locked(() -> {
                    if (!lines.containsKey(line.op.name())) {
                        unqueue(line, Op.Unqueue.ANY);
                    }
                }));
            }
            member.later(() -> line.granted.completeExceptionally(why));
        }
    }

    /** Hears that a name is the owner's; true if it waited for that. */
    boolean granted(Holding holding) {
        Line line = lines.get(holding.name());
        if (line == null || holding.token() <= line.after) {
            return false;
        }
        lines.remove(holding.name());
        grant(line, holding);
        return true;
    }

    private void grant(Line line, Holding holding) {
        ClusterRegistration token = owner.token(holding);
        member.later(() -> {
            if (!line.granted.complete(token)) {
                token.unregister();
            }
        });
    }

    /** Leaves the line of a name; false if the owner does not stand there. */
    boolean leave(Name name) {
        Line line = lines.get(name);
        if (line == null) {
            return false;
        }
        leave(line);
        member.later(() -> line.granted.cancel(false));
        return true;
    }

    private void leave(Line line) {
        if (lines.remove(line.op.name(), line)) {
            ClusterRegistration known = owner.held(line.op.name());
            unqueue(line, known == null ? 0 : known.token());
        }
    }

    private void unqueue(Line line, long kept) {
        member.tell(new Op.Unqueue(line.op.name(), line.op.worker(), kept));
    }

    /** Takes each place again, which changes nothing for one that stands still. */
    void takeAgain() {
        lines.values().forEach(line -> member.tell(line.op));
    }

    /** Fails all who wait. */
    void fail(RuntimeException why) {
        List.copyOf(lines.values()).forEach(line -> member.later(() -> line.granted.completeExceptionally(why)));
        lines.clear();
    }
}
