package io.rollcall.server;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which Netty reports a leaked buffer or other resource. Found by the service loader, so that
 * no test has to ask for it.
 */
public final class LeakDetection implements AfterAllCallback {
    private static final Duration COLLECTION_DEADLINE = Duration.ofSeconds(30);

    // Static as Netty's own detectors are: they outlive any one extension, and report here whichever made them.
    private static final Queue<RecordingDetector<?>> DETECTORS = new ConcurrentLinkedQueue<>();
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
    private static final ThreadLocal<long[]> TRACED = ThreadLocal.withInitial(() -> new long[1]);

    /** Installs the detectors; Netty's classes must not have been used before. */
    public LeakDetection() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (context.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            return; // the outermost class answers for its nested ones
        }
        // Once the second round's reference has come, all that the first round found has been queued before it.
        awaitCollection();
        awaitCollection();
        DETECTORS.forEach(RecordingDetector::poll);
        List<String> leaks = new ArrayList<>();
        for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
            leaks.add(report);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("leaked by %s or a class before it:%n%s"
                    .formatted(context.getDisplayName(), String.join(System.lineSeparator(), leaks)));
        }
    }

    /** Returns for how long this thread has noted where buffers are used, which no server in service does. */
    static long tracedNanos() {
        return TRACED.get()[0];
    }

    private static void addTraced(long since) {
        TRACED.get()[0] += System.nanoTime() - since;
    }

    private static void awaitCollection() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> reference = new WeakReference<>(new Object(), collected);
        System.gc();
        if (!reference.equals(collected.remove(COLLECTION_DEADLINE.toMillis()))) {
            throw new AssertionError("no garbage collection within " + COLLECTION_DEADLINE);
        }
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return recording(resource, samplingInterval);
        }

        @Deprecated
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return recording(resource, interval);
        }

        private static <T> ResourceLeakDetector<T> recording(Class<T> resource, int samplingInterval) {
            RecordingDetector<T> detector = new RecordingDetector<>(resource, samplingInterval);
            DETECTORS.add(detector);
            return detector;
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** Reports what was collected: a detector looks at its queue only when it is given something to track. */
        @SuppressWarnings("unchecked") // a detector never looks into what it tracks
        void poll() {
            T probe = (T) new Object();
            ResourceLeakTracker<T> tracker = trackForcibly(probe);
            tracker.close(probe);
        }

        @Override
        public @Nullable ResourceLeakTracker<T> track(T resource) {
            long began = System.nanoTime();
            ResourceLeakTracker<T> tracker = super.track(resource);
            addTraced(began);
            return tracker == null ? null : new TimedTracker<>(tracker);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            REPORTS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            REPORTS.add(resourceType);
        }
    }

    /** Notes where a resource is used, and for how long it did so. */
    private record TimedTracker<T>(ResourceLeakTracker<T> tracker) implements ResourceLeakTracker<T> {
        @Override
        public void record() {
            record(null);
        }

        @Override
        public void record(@Nullable Object hint) {
            long began = System.nanoTime();
            tracker.record(hint);
            addTraced(began);
        }

        @Override
        public boolean close(T resource) {
            long began = System.nanoTime();
            boolean first = tracker.close(resource);
            addTraced(began);
            return first;
        }

        @Override
        public @Nullable Throwable getCloseStackTraceIfAny() {
            return tracker.getCloseStackTraceIfAny();
        }
    }
}
