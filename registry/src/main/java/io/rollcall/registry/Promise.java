package io.rollcall.registry;

import java.util.concurrent.CompletableFuture;

/** What one who waits is given. It leaves the registry before it is done, so that no dependent finds it there. */
final class Promise<V> extends CompletableFuture<V> {
    private volatile Runnable leave = () -> {};

    /** Sets what takes it out of the registry; harmless when done twice, or late. */
    void onLeave(Runnable way) {
        leave = way;
        whenComplete((had, error) -> way.run()); // for a completion that comes by none of the methods below
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        leave.run();
        return super.cancel(mayInterrupt);
    }

    @Override
    public boolean complete(V value) {
        leave.run();
        return super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
        leave.run();
        return super.completeExceptionally(why);
    }
}
