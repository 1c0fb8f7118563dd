package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class StallDetectionTest {
    @Test
    void testClass_keepsAnEventLoop_fails() {
        run(Keeping.class)
                .assertStatistics(containers -> containers.started(2).failed(1))
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(message(text -> text.contains("kept by StallDetectionTest$Keeping")
                                && text.contains("StallDetectionTest.use"))));
    }

    @Test
    void testClass_letsItsEventLoopsGo_passes() {
        run(LettingGo.class)
                .assertStatistics(containers -> containers.started(2).failed(0));
    }

    @Test
    void isInSystem_onlyInNativeCodeOfSockets() {
        StackTraceElement ours = new StackTraceElement("io.rollcall.server.Output", "write", "Output.java", 230);
        for (String transport : List.of("io.netty.channel.unix.Socket", "sun.nio.ch.FileDispatcherImpl")) {
            StackTraceElement call = new StackTraceElement(transport, "write", null, -2);
            assertThat(StallDetection.isInSystem(List.of(call, ours))).isTrue();
            assertThat(StallDetection.isInSystem(List.of(ours, call))).isFalse();
            StackTraceElement javaOfIt = new StackTraceElement(transport, "write", "Socket.java", 304);
            assertThat(StallDetection.isInSystem(List.of(javaOfIt, call))).isFalse();
        }
        StackTraceElement other = new StackTraceElement("java.util.zip.Deflater", "deflate", null, -2);
        assertThat(StallDetection.isInSystem(List.of(other, ours))).isFalse();
        assertThat(StallDetection.isInSystem(List.of())).isFalse();
    }

    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(testClass))
                .execute()
                .containerEvents();
    }

    /** Uses so much of the processor, however long that takes. */
    private static void use(long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - began < nanos) {
            Thread.onSpinWait();
        }
    }

    private static void serve(long nanos) throws Exception {
        WorkerFactory factory = connection -> (message, reply) -> {
            use(nanos);
            reply.line(message);
        };
        try (LineServer server = Servers.start(Servers.options(), factory);
                LineClient client = new LineClient(server)) {
            for (int i = 0; i < 10; i++) { // as what is done while classes are loaded does not count
                assertThat(client.ask("a line")).isEqualTo("a line");
            }
        }
    }

    static class Keeping {
        @Test
        void serve_slowly() throws Exception {
            serve(StallWatch.LIMIT_NANOS * 3 / 2);
        }
    }

    static class LettingGo {
        @Test
        void serve_soon() throws Exception {
            serve(StallWatch.LIMIT_NANOS / 50);
        }
    }
}
