import org.jspecify.annotations.NullMarked;

/** A line server on Netty, and the daemon around it. */
@NullMarked
@SuppressWarnings("requires-automatic") // Micrometer and the cluster name their modules in their manifests alone
module io.rollcall.server {
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires transitive io.rollcall.registry;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.haproxy;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires java.management;
    requires java.net.http;
    requires java.naming;
    requires jdk.management;
    requires jdk.net;
    requires jdk.unsupported;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;
    requires static io.rollcall.cluster;
    requires static org.jspecify;

    exports io.rollcall.server;

    opens io.rollcall.server to
            info.picocli;
    opens io.rollcall.server.bench to
            info.picocli;

    provides ch.qos.logback.classic.spi.Configurator with
            io.rollcall.server.log.StderrLog;
}
