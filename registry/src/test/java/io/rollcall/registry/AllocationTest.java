package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What promises not to allocate does not, whatever the compiler makes of it. */
class AllocationTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final int CALLS = 1_000;

    /** Counts this thread's bytes; by reflection, as the module that does is not one the registry reads. */
    private static final class Meter {
        private final Object threads;
        private final Method allocated;

        Meter() throws ReflectiveOperationException {
            threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
        }

        long bytes() throws ReflectiveOperationException {
            return (long) allocated.invoke(threads, Thread.currentThread().getId());
        }

        /** Measures a run once classes are loaded; with what the measuring itself takes. */
        long bytesOf(Runnable run) throws ReflectiveOperationException {
            run.run();
            long before = bytes();
            run.run();
            return bytes() - before;
        }
    }

    private static Meter meter() {
        try {
            return new Meter();
        } catch (ReflectiveOperationException none) {
            assumeTrue(false, "this JVM counts no bytes");
            throw new LinkageError(none.getMessage(), none);
        }
    }

    @Test
    void visitAndFind_manyTimes_allocateLessThanAByteEach() throws Exception {
        Meter meter = meter();
        try (Registry<String> registry = Registry.create()) {
            Owner<String> owner = registry.join("a");
            owner.register(NAME);
            owner.register(ROOM);
            Consumer<String> ignore = member -> {};
            long visits = meter.bytesOf(() -> {
                for (int i = 0; i < CALLS; i++) {
                    registry.forEach(ROOM, ignore);
                }
            });
            long looks = meter.bytesOf(() -> {
                for (int i = 0; i < CALLS; i++) {
                    registry.find(NAME);
                }
            });
            assertThat(visits).isLessThan(CALLS);
            assertThat(looks).isLessThan(CALLS);
        }
    }
}
