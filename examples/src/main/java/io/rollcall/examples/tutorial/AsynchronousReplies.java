package io.rollcall.examples.tutorial;

import io.rollcall.registry.Registry;
import java.util.concurrent.CompletableFuture;

/** Step 5: a cast waits for nobody, and the reply comes when there is one: a long question does not hold up a short one. */
public final class AsynchronousReplies {
    private AsynchronousReplies() {}

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        return Listener.start(port, new RegisteredWorkers(Registry.create(), AsynchronousReplies::receive)::serve);
    }

    /** Answers {@code sum N} from another thread, and everything else at once. */
    private static void receive(LineWorker worker, String line) {
        if (!line.matches("sum [0-9]{1,6}")) {
            worker.say("> say: sum N");
            return;
        }
        long most = Long.parseLong(line.substring("sum ".length()));
        CompletableFuture.supplyAsync(() -> sum(most)).thenAccept(sum -> worker.say("> 1 to " + most + " is " + sum));
    }

    private static long sum(long most) {
        long sum = 0;
        for (long number = 1; number <= most; number++) {
            sum += number;
        }
        return sum;
    }
}
