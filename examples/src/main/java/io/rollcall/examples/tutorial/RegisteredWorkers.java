package io.rollcall.examples.tutorial;

import io.netty.channel.ChannelPipeline;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Step 4: workers are registered by name, for as long as their connections last. */
public final class RegisteredWorkers {
    private final Registry<LineWorker> workers;
    private final BiConsumer<LineWorker, String> work;
    private final AtomicLong connections = new AtomicLong();

    RegisteredWorkers(Registry<LineWorker> workers, BiConsumer<LineWorker, String> work) {
        this.workers = workers;
        this.work = work;
    }

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        return Listener.start(port, new RegisteredWorkers(Registry.create(), LineWorker::say)::serve);
    }

    void serve(ChannelPipeline pipeline) {
        Name name = Name.of("c" + connections.incrementAndGet());
        Owner<LineWorker> owner = workers.join(new LineWorker(name.toString(), pipeline.channel(), work));
        owner.register(name);
        pipeline.channel().closeFuture().addListener(closed -> owner.leave(Reason.of("closed")));
        EchoLines.lines(pipeline).addLast(new Forwarder(workers, name));
    }
}
