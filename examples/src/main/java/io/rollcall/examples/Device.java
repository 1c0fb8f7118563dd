package io.rollcall.examples;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.server.Connection;
import io.rollcall.server.Line;
import io.rollcall.server.Reply;
import io.rollcall.server.Worker;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One device, as long as it is connected: the worker of its connection, and the value of its name. It says
 * {@code hello SERIAL} first, and {@code done NUMBER ANSWER} to each {@code >do NUMBER COMMAND}. Safe for any thread.
 */
final class Device implements Worker {
    private static final int PATIENCE_SECONDS = 30;

    private final Connection connection;
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, CompletableFuture<String>> open = new ConcurrentHashMap<>();

    Device(Connection connection) {
        this.connection = connection;
        connection.owner().ended().thenAccept(this::fail);
    }

    static Name nameOf(String serial) {
        return Name.of("device:" + serial);
    }

    /** Sends a command; the answer comes, or a failure: the device is slow, was lost, or took too long. */
    CompletableFuture<String> command(String text) {
        String number = String.valueOf(asked.incrementAndGet());
        CompletableFuture<String> answer = new CompletableFuture<>();
        open.put(number, answer);
        answer.whenComplete((done, failure) -> open.remove(number));
        if (!connection.send(Line.of(">do " + number + " " + text))) {
            answer.completeExceptionally(new IOException("slow or gone"));
        }
        connection.owner().endReason().ifPresent(this::fail); // it may have ended before the answer was in the map
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void receive(Line message, Reply reply) {
        String[] words = message.text().split(" ", 3);
        if (words[0].equals("hello") && words.length == 2) {
            hello(words[1], reply);
        } else if (words[0].equals("done") && words.length == 3 && open.containsKey(words[1])) {
            CompletableFuture<String> answer = open.get(words[1]);
            if (answer != null) {
                answer.complete(words[2]);
            }
        } else {
            reply.line("say: hello SERIAL, then done NUMBER ANSWER to each >do NUMBER COMMAND");
        }
    }

    private void hello(String serial, Reply reply) {
        try {
            if (connection.owner().registration(nameOf(serial)).isEmpty()) {
                // Who comes back before its old connection is found dead takes its place.
                connection.owner().takeOver(nameOf(serial), this, Displaced.END);
            }
        } catch (IllegalArgumentException refused) {
            reply.line("not a serial number");
        }
    }

    private void fail(Object reason) {
        open.values().forEach(answer -> answer.completeExceptionally(new IOException("lost: " + reason)));
    }
}
