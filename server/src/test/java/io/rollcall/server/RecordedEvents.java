package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.rollcall.registry.Reason;
import java.net.SocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the events that tests ask for, each as its name and what it says. */
class RecordedEvents extends ServerEvents {
    final BlockingQueue<String> listener = new LinkedBlockingQueue<>();
    final BlockingQueue<String> crashed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> stalled = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<String> near = new LinkedBlockingQueue<>();
    final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    final BlockingQueue<String> draining = new LinkedBlockingQueue<>();

    @Override
    void listening(SocketAddress address, Transport transport) {
        listener.add("listening " + address);
    }

    @Override
    void listenerLost(SocketAddress address, long retryMillis) {
        listener.add("lost " + retryMillis);
    }

    @Override
    void workerCrashed(Session session, Throwable cause) {
        crashed.add(session.id() + " " + cause.getMessage());
    }

    @Override
    void workerStalled(Session session, long millis, String at) {
        stalled.add(session.id() + " " + at);
    }

    @Override
    void connectionEnded(Session session, Reason reason) {
        ended.add(session.id() + " " + reason.word());
    }

    @Override
    void connectionsNearLimit(long open, long most, int percent) {
        near.add(percent + " % " + open + " of " + most);
    }

    @Override
    void connectionRefused(Channel peer, Limit against) {
        refused.add(against.option());
    }

    @Override
    void draining(int connections) {
        draining.add("draining " + connections);
    }

    /** Waits for the next event of a kind. */
    static String next(BlockingQueue<String> events) throws InterruptedException {
        String event = events.poll(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }
}
