package io.rollcall.server.observer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The figures for Prometheus. Labels come from fixed sets: no name, id or address is one. Made when somebody first asks,
 * as a start should not wait for it. Confined to the looking thread.
 */
final class Metrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Map<String, List<String>> INFO = Map.of(
            "server", List.of("uptime_s", "connections"),
            "registry", List.of("owners", "names", "properties", "counters", "memberships", "waiting", "watches"));

    private static final Map<String, String> CLUSTER = Map.of(
            "nodes",
            "nodes",
            "term",
            "term",
            "committed",
            "committed",
            "applied",
            "applied",
            "names",
            "names_everywhere");

    private final Observed observed;
    private final Chronicle chronicle;
    private @Nullable PrometheusMeterRegistry made;
    /** The figures of this scrape, so that they are counted once for all of them. */
    private Map<String, Map<String, Object>> info = Map.of();

    Metrics(Observed observed, Chronicle chronicle) {
        this.observed = observed;
        this.chronicle = chronicle;
    }

    byte[] text() {
        PrometheusMeterRegistry meters = made;
        if (meters == null) {
            meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            bind(meters);
            made = meters;
        }
        info = observed.info();
        return meters.scrape().getBytes(StandardCharsets.UTF_8);
    }

    private void bind(MeterRegistry meters) {
        INFO.forEach((section, keys) -> keys.forEach(key -> Gauge.builder(
                        "rollcall." + (section.equals("server") ? "" : section + ".") + key,
                        this,
                        of -> of.figure(section, key))
                .register(meters)));
        Gauge.builder("rollcall.ready", observed, of -> of.isReady() && !isSuspended(of) ? 1 : 0)
                .register(meters);
        FunctionCounter.builder("rollcall.lines", observed, Observed::lines).register(meters);
        Gauge.builder("rollcall.output.untaken.bytes", observed, Observed::untaken)
                .register(meters);
        Gauge.builder("rollcall.input.waiting.bytes", observed, Observed::waiting)
                .register(meters);
        for (Map.Entry<String, LongAdder> end : chronicle.ends().entrySet()) {
            FunctionCounter.builder("rollcall.ended", end.getValue(), LongAdder::sum)
                    .tag("reason", end.getKey())
                    .register(meters);
        }
        limits(meters);
        if (observed.cluster().isPresent()) {
            cluster(meters);
        }
        runtime(meters);
    }

    private static boolean isSuspended(Observed of) {
        return of.cluster().flatMap(ClusterView::suspended).isPresent();
    }

    private void cluster(MeterRegistry meters) {
        CLUSTER.forEach((name, key) -> Gauge.builder("rollcall.cluster." + name, this, of -> of.figure("cluster", key))
                .register(meters));
        Gauge.builder("rollcall.cluster.suspended", observed, of -> isSuspended(of) ? 1 : 0)
                .register(meters);
        Gauge.builder(
                        "rollcall.cluster.leader",
                        observed,
                        of -> of.cluster().filter(ClusterView::leads).isPresent() ? 1 : 0)
                .register(meters);
        FunctionCounter.builder("rollcall.cluster.messages.dropped", this, of -> of.figure("cluster", "dropped"))
                .register(meters);
    }

    private double figure(String section, String key) {
        Object value = info.getOrDefault(section, Map.of()).get(key);
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private void limits(MeterRegistry meters) {
        List<Observed.LimitRow> rows = observed.limits();
        for (int i = 0; i < rows.size(); i++) {
            int row = i;
            String name = rows.get(i).name();
            FunctionCounter.builder(
                            "rollcall.limit.met",
                            observed,
                            of -> of.limits().get(row).met())
                    .tag("limit", name)
                    .register(meters);
            Gauge.builder("rollcall.limit", observed, of -> of.limits().get(row).value())
                    .tag("limit", name)
                    .register(meters);
        }
    }

    private void runtime(MeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("jvm.gc.seconds", collector, each -> each.getCollectionTime() / 1000.0)
                    .tag("gc", collector.getName())
                    .register(meters);
        }
        new NettyEventExecutorMetrics(List.<EventExecutor>copyOf(observed.loops())).bindTo(meters);
        for (Object allocator : List.of(PooledByteBufAllocator.DEFAULT, UnpooledByteBufAllocator.DEFAULT)) {
            new NettyAllocatorMetrics((ByteBufAllocatorMetricProvider) allocator).bindTo(meters);
        }
    }
}
