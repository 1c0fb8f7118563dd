package io.rollcall.server.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Each connection asks, and is answered. Confined to its event loop. */
final class EchoLoad extends TimedLoad {
    private final List<Client> clients = new ArrayList<>();
    private final long[][] sentAt;
    private final int mask;
    private final int[] freed;
    private long asked;
    private long answers;
    private int served;

    EchoLoad(BenchArguments arguments, EventLoop loop) {
        super(arguments, loop);
        int ring = Math.max(2, Integer.highestOneBit(arguments.depth - 1) << 1);
        mask = ring - 1;
        sentAt = new long[arguments.connections][arguments.rate > 0 ? 0 : ring];
        freed = new int[arguments.connections];
    }

    @Override
    List<Client> clients() {
        for (int i = 0; i < arguments.connections; i++) {
            clients.add(new Client(this, i, scripts.asker(i)));
        }
        return clients;
    }

    /** Exchanges one line, so that no connection still waits to be accepted when the clock starts. */
    @Override
    void ready(Client client) {
        client.send(1);
    }

    @Override
    void answered(Client client, int replies, long now) {
        if (!isStarted()) {
            arrived();
            served++;
            return;
        }
        answers += replies;
        Timetable table = timetable();
        long first = client.answered() - 1; // the one before the start does not count
        if (table != null) {
            for (long line = first; line < first + replies; line++) {
                window.record(now - table.due(line * arguments.connections + client.number()), 1);
            }
        } else {
            record(sentAt[client.number()], first, replies, now);
            freed[client.number()] += replies;
        }
    }

    /** Lines that were sent at once have come at once as a rule, and count at once. */
    private void record(long[] times, long first, int replies, long now) {
        int same = 0;
        long time = times[(int) first & mask];
        for (int i = 0; i < replies; i++, same++) {
            long next = times[(int) (first + i) & mask];
            if (next != time) {
                window.record(now - time, same);
                time = next;
                same = 0;
            }
        }
        window.record(now - time, same);
    }

    @Override
    void readComplete(Client client) {
        if (!isStarted()) {
            if (served == arguments.connections) {
                start();
            }
            return;
        }
        int free = freed[client.number()];
        freed[client.number()] = 0;
        if (free > 0 && isSending()) {
            ask(client, free);
        }
        if (arguments.lines > 0 && answers == arguments.lines) {
            stop();
        }
        endIfDone();
    }

    @Override
    void fill() {
        clients.forEach(client -> ask(client, arguments.depth));
    }

    private void ask(Client client, int count) {
        int lines = arguments.lines > 0 ? (int) Math.min(count, arguments.lines - asked) : count;
        if (lines <= 0) {
            return;
        }
        long[] times = sentAt[client.number()];
        long first = client.sent() - 1;
        long now = System.nanoTime();
        if (lines >= times.length) {
            Arrays.fill(times, now);
        } else {
            for (int i = 0; i < lines; i++) {
                times[(int) (first + i) & mask] = now;
            }
        }
        asked += lines;
        client.send(lines);
    }

    @Override
    void send(long first, int count) {
        asked += count;
        int connections = arguments.connections;
        for (int i = 0; i < Math.min(count, connections); i++) {
            Client client = clients.get((int) ((first + i) % connections));
            client.send((count - i + connections - 1) / connections);
        }
    }

    @Override
    long room() {
        return MOST_UNDER_WAY - missing();
    }

    @Override
    long due(Client client) {
        return client.sent();
    }

    @Override
    long missing() {
        return isStarted() ? asked - answers : (long) arguments.connections - served;
    }
}
