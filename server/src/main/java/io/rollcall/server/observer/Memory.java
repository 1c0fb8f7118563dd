package io.rollcall.server.observer;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** How much memory of either kind this process uses and may use, in bytes. */
final class Memory {
    private static final List<BufferPoolMXBean> POOLS =
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .toList();

    private Memory() {}

    static long heap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    static long mostHeap() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Counts what the JDK knows of, and what Netty takes beside it. */
    static long direct() {
        long known = POOLS.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        return known
                + (PlatformDependent.useDirectBufferNoCleaner()
                        ? Math.max(0, PlatformDependent.usedDirectMemory())
                        : 0);
    }

    static long mostDirect() {
        return PlatformDependent.maxDirectMemory();
    }
}
