package io.rollcall.benchmarks.registry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What users of Netty have: a map of channels by name, and a group of them to write to; beside it a registry. */
public class ChannelGroupPeer {
    @Benchmark
    public boolean registryLife(Registered to) {
        Owner<Channel> owner = to.registry.join(to.other);
        owner.register(to.name);
        owner.register(to.property);
        return owner.leave();
    }

    @Benchmark
    public boolean groupLife(Grouped to) {
        to.byName.putIfAbsent("other", to.other);
        to.group.add(to.other);
        boolean left = to.group.remove(to.other);
        return to.byName.remove("other", to.other) && left;
    }

    @Benchmark
    public Object registryBroadcast(Registered to) {
        return to.registry.broadcast(to.property, channel -> {
            channel.writeAndFlush(to.message.retainedDuplicate(), channel.voidPromise());
            return true;
        });
    }

    @Benchmark
    public Object groupBroadcast(Grouped to) {
        return to.group.writeAndFlush(to.message.retainedDuplicate());
    }

    private static Channel channel() {
        return new EmbeddedChannel(DefaultChannelId.newInstance(), new Sink()); // without an id all are equal
    }

    private static ByteBuf message() {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("message\n", StandardCharsets.UTF_8));
    }

    /** Channels in a registry. */
    @State(Scope.Benchmark)
    public static class Registered {
        final Name name = Name.of("other");
        final Property property = Property.of("room");
        final ByteBuf message = message();
        Registry<Channel> registry;
        Channel other;

        @Setup
        public void fill() {
            registry = Registry.create();
            other = channel();
            for (int i = 0; i < Send.BATCH; i++) {
                registry.join(channel()).register(property);
            }
        }
    }

    /** Channels in a map and a group. */
    @State(Scope.Benchmark)
    public static class Grouped {
        final ByteBuf message = message();
        final Map<String, Channel> byName = new ConcurrentHashMap<>();
        ChannelGroup group;
        Channel other;

        @Setup
        public void fill() {
            group = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
            other = channel();
            for (int i = 0; i < Send.BATCH; i++) {
                group.add(channel());
            }
        }
    }

    /** Takes what is written, so that no socket is measured. */
    private static final class Sink extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.setSuccess();
            }
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            // nothing is kept
        }
    }
}
