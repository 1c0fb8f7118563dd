package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Holds the lines a worker has yet to answer, oldest first; its bound is kept by the worker. */
interface HandOffMailbox {
    void offer(HandOffLine line);

    /** Offers a chain of lines at once. */
    default void offer(HandOffLine first, HandOffLine last) {
        for (HandOffLine line = first, next; line != null; line = next) {
            next = line.next;
            line.next = null;
            offer(line);
        }
    }

    /** Takes the oldest line; null when there is none, or when its producer has not linked it yet. */
    HandOffLine poll();

    boolean isEmpty();

    /** Opens the kind of mailbox that the option names. */
    static HandOffMailbox open(String kind, EventLoop loop) {
        return switch (kind) {
            case "plain" -> new Plain();
            case "mpsc" -> new Mpsc();
            case "inlet" -> new Inlet(loop);
            case "deque" -> new Other(new ArrayDeque<>());
            case "linked" -> new Other(new ConcurrentLinkedQueue<>());
            case "array" -> new Other(PlatformDependent.newMpscQueue());
            default -> throw new IllegalArgumentException("mailbox=" + kind);
        };
    }

    /** Links the lines to each other, for one thread alone: nothing in it is atomic. */
    final class Plain implements HandOffMailbox {
        private HandOffLine head;
        private HandOffLine tail;

        @Override
        public void offer(HandOffLine line) {
            if (head == null) {
                head = line;
            } else {
                tail.next = line;
            }
            tail = line;
        }

        @Override
        public HandOffLine poll() {
            HandOffLine line = head;
            if (line != null) {
                head = line.next;
                line.next = null;
                if (head == null) {
                    tail = null; // or the last line would live as long as the connection
                }
            }
            return line;
        }

        @Override
        public boolean isEmpty() {
            return head == null;
        }
    }

    /** Links the lines to each other, for any producers and one consumer: Vyukov's intrusive queue. */
    @SuppressWarnings("ReferenceEquality") // links are identities
    final class Mpsc extends HandOffLine implements HandOffMailbox {
        private static final VarHandle TAIL = field(Mpsc.class, "tail", HandOffLine.class);

        private HandOffLine head = this; // the consumer's; the mailbox itself marks the end of an empty list
        private volatile HandOffLine tail = this;

        @Override
        public void offer(HandOffLine line) {
            offer(line, line);
        }

        @Override
        public void offer(HandOffLine first, HandOffLine last) {
            last.next = null;
            HandOffLine before = (HandOffLine) TAIL.getAndSet(this, last);
            NEXT.setRelease(before, first);
        }

        @Override
        public HandOffLine poll() {
            HandOffLine line = head;
            HandOffLine after = (HandOffLine) NEXT.getAcquire(line);
            if (line == this) {
                if (after == null) {
                    return null;
                }
                head = line = after;
                after = (HandOffLine) NEXT.getAcquire(line);
            }
            if (after == null && line == tail) { // the last one leaves when the mark stands behind it
                offer(this);
                after = (HandOffLine) NEXT.getAcquire(line);
            }
            if (after == null) {
                return null; // its producer schedules the worker once it has linked the next
            }
            head = after;
            line.next = null;
            return line;
        }

        @Override
        public boolean isEmpty() {
            return head == this && tail == this;
        }

        @Override
        int size() {
            return 0;
        }

        @Override
        void writeTo(ByteBuf out) {
            throw new IllegalStateException("a mailbox is no line");
        }

        @Override
        int writeTo(byte[] out, int at) {
            throw new IllegalStateException("a mailbox is no line");
        }
    }

    /** Keeps a plain list for the event loop's own lines, and lets those of other threads in behind them. */
    final class Inlet implements HandOffMailbox {
        private final EventLoop loop;
        private final Plain own = new Plain();
        private final Mpsc others = new Mpsc();

        Inlet(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void offer(HandOffLine line) {
            if (loop.inEventLoop()) {
                admit(); // what was cast before, by whomever, stays before
                own.offer(line);
            } else {
                others.offer(line);
            }
        }

        private void admit() {
            if (!others.isEmpty()) {
                for (HandOffLine line = others.poll(); line != null; line = others.poll()) {
                    own.offer(line);
                }
            }
        }

        @Override
        public HandOffLine poll() {
            if (own.isEmpty()) {
                admit();
            }
            return own.poll();
        }

        @Override
        public boolean isEmpty() {
            return own.isEmpty() && others.isEmpty();
        }
    }

    /** Puts the lines in a queue that knows nothing of them. */
    record Other(Queue<HandOffLine> queue) implements HandOffMailbox {
        @Override
        public void offer(HandOffLine line) {
            queue.add(line);
        }

        @Override
        public HandOffLine poll() {
            return queue.poll();
        }

        @Override
        public boolean isEmpty() {
            return queue.isEmpty();
        }
    }
}
