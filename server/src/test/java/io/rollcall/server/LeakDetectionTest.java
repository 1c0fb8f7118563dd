package io.rollcall.server;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakDetectionTest {
    @Test
    void testClass_leavesABufferUnreleased_fails() {
        run(Leaking.class, 1);
    }

    @Test
    void testClass_releasesItsBuffers_passes() {
        run(Releasing.class, 0);
    }

    private static void run(Class<?> testClass, int failures) {
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(testClass))
                .execute()
                .containerEvents()
                .assertStatistics(containers -> containers.started(2).failed(failures));
    }

    static class Leaking {
        @Test
        void allocate() {
            ByteBuf forgotten = ByteBufAllocator.DEFAULT.buffer();
            forgotten.writeByte('x');
        }
    }

    static class Releasing {
        @Test
        void allocate() {
            ByteBufAllocator.DEFAULT.buffer().writeByte('x').release();
        }
    }
}
