package io.rollcall.server;

import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.InternalThreadLocalMap;
import io.netty.util.internal.ThreadExecutorMap;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which a task, or the handling of a socket, kept an event loop of a server in this process for
 * more than 50 ms, and prints the longest. Found by the service loader, so that no test has to ask for it.
 *
 * <p>What counts is the loop's processor time. Not counted are the tracing of leaks, which a server in service does not
 * do, what went on while classes were loaded, as in the first test that does a thing: the next one does it again, and what
 * was seen in the system's own code for a socket: on loopback it does the receiver's work, too, and that of others.
 * Nor is a task that only waits; a worker that does is what {@link StallWatch} reports.
 */
public final class StallDetection implements AfterAllCallback {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int SHOWN = 5;
    private static final int FRAMES = 40;
    /** How many threads may begin between counting and listing them. */
    private static final int SOME_MORE = 64;

    // Static as event loops outlive any one extension, and report here whichever found them.
    private static final Queue<LoopMeter> METERS = new ConcurrentLinkedQueue<>();
    private static final Queue<LoopMeter.Stint> STALLS = new ConcurrentLinkedQueue<>();
    private static final AtomicReference<LoopMeter.@Nullable Stint> LONGEST = new AtomicReference<>();
    private static final AtomicReference<LoopMeter.@Nullable Stint> LONGEST_COLD = new AtomicReference<>();

    static {
        Thread looker = new Thread(StallDetection::lookOn, "stall-detection");
        looker.setDaemon(true);
        looker.start();
    }

    /** Begins to look for event loops, with the first. */
    public StallDetection() {}

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            return; // the outermost class answers for its nested ones
        }
        LoopMeter.Stint longest = LONGEST.getAndSet(null);
        LoopMeter.Stint cold = LONGEST_COLD.getAndSet(null);
        if (longest != null || cold != null) {
            System.out.printf(
                    "longest on an event loop, %s: %s; while classes were loaded: %s%n",
                    context.getDisplayName(), words(longest), words(cold));
        }
        List<String> stalls = new ArrayList<>();
        for (LoopMeter.Stint stall = STALLS.poll(); stall != null; stall = STALLS.poll()) {
            if (stalls.size() < SHOWN) {
                stalls.add(stall.thread() + ", " + words(stall) + place(stall));
            }
        }
        if (!stalls.isEmpty()) {
            throw new AssertionError("an event loop was kept by %s or a class before it:%n%s"
                    .formatted(context.getDisplayName(), String.join(System.lineSeparator(), stalls)));
        }
    }

    private static String words(LoopMeter.@Nullable Stint stint) {
        return stint == null
                ? "nothing"
                : String.format(
                        Locale.ROOT,
                        "%.1f ms, %s",
                        stint.nanos() / 1e6,
                        stint.what().replaceAll("/0x.*", ""));
    }

    private static String place(LoopMeter.Stint stint) {
        return stint.at().stream()
                .limit(FRAMES)
                .map(frame -> System.lineSeparator() + "    at " + frame)
                .collect(Collectors.joining());
    }

    /** Tells whether a thread that was seen so was in the system's code for a socket. */
    static boolean isInSystem(List<StackTraceElement> seen) {
        if (seen.isEmpty() || !seen.get(0).isNativeMethod()) {
            return false;
        }
        String where = seen.get(0).getClassName();
        return where.startsWith("io.netty.channel.") || where.startsWith("sun.nio.ch.");
    }

    private static void ended(LoopMeter.Stint stint) {
        if (isInSystem(stint.at())) {
            return;
        }
        AtomicReference<LoopMeter.@Nullable Stint> longest = stint.isCold() ? LONGEST_COLD : LONGEST;
        LoopMeter.Stint held = longest.get();
        if (held == null || held.nanos() < stint.nanos()) {
            longest.accumulateAndGet(stint, StallDetection::longer);
        }
        if (!stint.isCold() && stint.nanos() > StallWatch.LIMIT_NANOS) {
            STALLS.add(stint);
        }
    }

    private static LoopMeter.@Nullable Stint longer(LoopMeter.@Nullable Stint one, LoopMeter.@Nullable Stint other) {
        return one == null || (other != null && one.nanos() < other.nanos()) ? other : one;
    }

    /** Puts meters on new event loops, and looks at what keeps those that have one. */
    private static void lookOn() {
        Set<Thread> known = Collections.newSetFromMap(new WeakHashMap<>());
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            Thread[] threads = new Thread[Thread.activeCount() + SOME_MORE];
            int alive = Thread.enumerate(threads);
            for (int i = 0; i < alive; i++) {
                SingleThreadIoEventLoop loop = known.contains(threads[i]) ? null : loopOf(threads[i]);
                if (loop != null) {
                    known.add(threads[i]);
                    meter(loop);
                }
            }
            METERS.removeIf(LoopMeter::isOver);
            METERS.forEach(meter -> meter.look(StallWatch.LIMIT_NANOS / 2));
        }
    }

    /** Returns the event loop of one of a server's threads, if it has begun to run. */
    private static @Nullable SingleThreadIoEventLoop loopOf(Thread thread) {
        if (!(thread instanceof FastThreadLocalThread) || !thread.getName().startsWith("line-")) {
            return null;
        }
        try {
            InternalThreadLocalMap locals = (InternalThreadLocalMap)
                    field(FastThreadLocalThread.class, "threadLocalMap").get(thread);
            Object executors = field(ThreadExecutorMap.class, "mappings").get(null);
            int index = field(FastThreadLocal.class, "index").getInt(executors);
            Object executor = locals == null ? null : locals.indexedVariable(index);
            return executor instanceof SingleThreadIoEventLoop loop ? loop : null;
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException("Netty is another", other);
        }
    }

    private static Field field(Class<?> declaring, String name) throws ReflectiveOperationException {
        Field field = declaring.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static void meter(SingleThreadIoEventLoop loop) {
        try {
            loop.execute(() -> METERS.add(LoopMeter.on(loop, StallDetection::ended)));
        } catch (RejectedExecutionException ending) { // it has nothing more to do
            return;
        }
    }
}
