package io.rollcall.server;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.nio.channels.SelectableChannel;
import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Measures the processor time of each task, and of each handling of a socket, on one event loop: a thread that waits for a
 * processor uses none, so that a busy machine makes nothing long.
 *
 * <p>It stands where the loop takes its tasks from and hands sockets over. Netty gives no other way to either than
 * reflection, and the server needs to know nothing of it. Confined to the loop, but for {@link #look} and {@link #isOver}.
 */
final class LoopMeter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();

    private final Thread loop = Thread.currentThread();
    private final Consumer<Stint> ended;
    private @Nullable Object doing;
    private long usedBefore;
    private long tracedBefore;
    private long classesBefore;
    /** Which stint this is, of those that are something; whoever looks writes down what it saw of which. */
    private final AtomicLong stint = new AtomicLong();

    /** Since when, on the clock; 0 for nothing that is being done. */
    private volatile long since;

    private volatile Glimpse glimpse = new Glimpse(0, List.of());

    /**
     * What an event loop did without a pause.
     *
     * @param nanos processor time, without that for the tracing of leaks
     * @param isCold whether classes were loaded meanwhile, by whomever
     * @param at where it was seen, innermost first; empty if it was over soon
     */
    record Stint(String thread, String what, long nanos, boolean isCold, List<StackTraceElement> at) {}

    private record Glimpse(long stint, List<StackTraceElement> at) {}

    private LoopMeter(Consumer<Stint> ended) {
        this.ended = ended;
    }

    /** Puts a meter on an event loop, which tells of each stint. Call on the loop. */
    static LoopMeter on(SingleThreadIoEventLoop loop, Consumer<Stint> ended) {
        LoopMeter meter = new LoopMeter(ended);
        try {
            // whoever still adds to the queue itself adds to the same
            replace(loop, SingleThreadEventExecutor.class, "taskQueue", meter::tasks);
            replace(loop, SingleThreadEventLoop.class, "tailTasks", meter::tasks);
            replace(loop, SingleThreadIoEventLoop.class, "ioHandler", (IoHandler io) -> meter.new Sockets(io));
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("Netty is another", other);
        }
        return meter;
    }

    @SuppressWarnings("unchecked") // as each field is declared
    private static <T> void replace(Object loop, Class<?> declaring, String name, UnaryOperator<T> with)
            throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        field.set(loop, with.apply((T) field.get(loop)));
    }

    private Queue<Runnable> tasks(Queue<Runnable> queue) {
        return new Tasks(queue);
    }

    /** Ends what is being done, and begins something else; null for nothing. */
    private void begin(@Nullable Object next) {
        long used = THREADS.getCurrentThreadCpuTime();
        Object done = doing;
        if (done != null) {
            Glimpse seen = glimpse;
            ended.accept(new Stint(
                    loop.getName(),
                    done.getClass().getName(),
                    used - usedBefore - (LeakDetection.tracedNanos() - tracedBefore),
                    CLASSES.getTotalLoadedClassCount() != classesBefore,
                    seen.stint() == stint.get() ? seen.at() : List.of()));
        }
        doing = next;
        if (next == null) {
            since = 0;
            return;
        }
        stint.incrementAndGet();
        classesBefore = CLASSES.getTotalLoadedClassCount();
        tracedBefore = LeakDetection.tracedNanos();
        since = System.nanoTime();
        usedBefore = THREADS.getCurrentThreadCpuTime();
    }

    /** Looks where the loop is if it has been at one thing for that long. Any thread may look. */
    void look(long nanos) {
        long looked = stint.get();
        long began = since;
        if (began != 0 && glimpse.stint() != looked && System.nanoTime() - began >= nanos) {
            glimpse = new Glimpse(looked, List.of(loop.getStackTrace()));
        }
    }

    /** Tells whether the loop has ended. */
    boolean isOver() {
        return !loop.isAlive();
    }

    /** The loop's tasks: whoever takes the next is done with the one before. */
    private final class Tasks extends AbstractQueue<Runnable> {
        private final Queue<Runnable> tasks;

        Tasks(Queue<Runnable> tasks) {
            this.tasks = tasks;
        }

        @Override
        public boolean offer(Runnable task) {
            return tasks.offer(task);
        }

        @Override
        public @Nullable Runnable poll() {
            Runnable next = tasks.poll();
            if (Thread.currentThread() == loop) {
                begin(next);
            }
            return next;
        }

        @Override
        public @Nullable Runnable peek() {
            return tasks.peek();
        }

        @Override
        public int size() {
            return tasks.size();
        }

        @Override
        public boolean isEmpty() {
            return tasks.isEmpty();
        }

        @Override
        public boolean remove(Object task) {
            return tasks.remove(task);
        }

        @Override
        public Iterator<Runnable> iterator() {
            return tasks.iterator();
        }
    }

    /** Hands sockets over that are metered, from now on. */
    private final class Sockets implements IoHandler {
        private final IoHandler io;

        Sockets(IoHandler io) {
            this.io = io;
        }

        @Override
        public int run(IoHandlerContext context) {
            begin(null);
            return io.run(context);
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            if (handle instanceof EpollIoHandle epoll) {
                return io.register(new EpollSocket(epoll));
            }
            return io.register(handle instanceof NioIoHandle nio ? new NioSocket(nio) : handle);
        }

        @Override
        public void initialize() {
            io.initialize();
        }

        @Override
        public void prepareToDestroy() {
            io.prepareToDestroy();
        }

        @Override
        public void destroy() {
            io.destroy();
        }

        @Override
        public void wakeup() {
            io.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return io.isCompatible(handleType);
        }
    }

    @SuppressWarnings("try") // a handle's close may throw anything, as Netty declares it
    private class Socket implements IoHandle {
        private final IoHandle socket;

        Socket(IoHandle socket) {
            this.socket = socket;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            begin(socket);
            socket.handle(registration, event);
            begin(null);
        }

        @Override
        public void registered() {
            socket.registered();
        }

        @Override
        public void unregistered() {
            socket.unregistered();
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    @SuppressWarnings("try")
    private final class EpollSocket extends Socket implements EpollIoHandle {
        private final EpollIoHandle socket;

        EpollSocket(EpollIoHandle socket) {
            super(socket);
            this.socket = socket;
        }

        @Override
        public FileDescriptor fd() {
            return socket.fd();
        }
    }

    @SuppressWarnings("try")
    private final class NioSocket extends Socket implements NioIoHandle {
        private final NioIoHandle socket;

        NioSocket(NioIoHandle socket) {
            super(socket);
            this.socket = socket;
        }

        @Override
        public SelectableChannel selectableChannel() {
            return socket.selectableChannel();
        }
    }
}
