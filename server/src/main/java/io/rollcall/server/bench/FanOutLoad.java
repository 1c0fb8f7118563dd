package io.rollcall.server.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection publishes, all others are told. Confined to its event loop. */
final class FanOutLoad extends TimedLoad {
    /** Where nothing says that a member is one, it has so long to become one. */
    private static final double UNTOLD_SECONDS = 0.2;

    private final int members;
    private final int all;
    private final int mask;
    private final long[] sentAt;
    private final int[] left;
    private @Nullable Client publisher;
    private int ready;
    private long published;
    private long done;
    private long deliveries;
    private long receipts;
    private boolean receiptsDue;

    FanOutLoad(BenchArguments arguments, EventLoop loop) {
        super(arguments, loop);
        members = arguments.connections;
        all = members + arguments.slow + 1;
        int ring = arguments.rate > 0 ? MOST_UNDER_WAY : Math.max(2, Integer.highestOneBit(arguments.depth - 1) << 1);
        mask = ring - 1;
        sentAt = new long[ring];
        left = new int[ring];
        Arrays.fill(left, members);
    }

    @Override
    List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < members + arguments.slow; i++) {
            clients.add(new Client(this, i, scripts.member(all - 1)));
        }
        Script script = scripts.publisher(all - 1);
        receiptsDue = script.reply() != null;
        publisher = new Client(this, all - 1, script);
        clients.add(publisher);
        return clients;
    }

    private Client publisher() {
        return Objects.requireNonNull(publisher);
    }

    @Override
    boolean isSlow(Client client) {
        return client.number() >= members && client.number() < all - 1;
    }

    @Override
    void ready(Client client) {
        if (isSlow(client)) {
            client.stopReading();
        }
        arrived();
        if (++ready == all) {
            boolean told = !arguments.toAll || arguments.setupLines > 0;
            after(told ? 0 : UNTOLD_SECONDS, this::start);
        }
    }

    @Override
    void fill() {
        publish(arguments.depth);
    }

    private void publish(long free) {
        int lines = (int) (arguments.lines > 0 ? Math.min(free, arguments.lines - published) : free);
        if (lines > 0) {
            long now = System.nanoTime();
            for (int i = 0; i < lines; i++) {
                sentAt[(int) (published + i) & mask] = now;
            }
            published += lines;
            publisher().send(lines);
        }
    }

    @Override
    void send(long first, int count) {
        Timetable table = Objects.requireNonNull(timetable());
        for (int i = 0; i < count; i++) {
            sentAt[(int) (first + i) & mask] = table.due(first + i);
        }
        published += count;
        publisher().send(count);
    }

    @Override
    long room() {
        return MOST_UNDER_WAY - (published - done);
    }

    @Override
    void answered(Client client, int replies, long now) {
        if (client == publisher) {
            receipts += replies;
            return;
        }
        deliveries += replies;
        long first = client.answered();
        int same = 0;
        long time = sentAt[(int) first & mask];
        for (int i = 0; i < replies; i++, same++) {
            int line = (int) (first + i) & mask;
            if (sentAt[line] != time) {
                window.record(now - time, same);
                time = sentAt[line];
                same = 0;
            }
            if (--left[line] == 0) {
                left[line] = members;
                done++;
            }
        }
        window.record(now - time, same);
    }

    @Override
    void readComplete(Client client) {
        if (!isStarted()) {
            return;
        }
        if (isSending() && arguments.rate == 0) {
            publish(arguments.depth - (published - done));
        }
        if (arguments.lines > 0 && done == arguments.lines) {
            stop();
        }
        endIfDone();
    }

    @Override
    long due(Client client) {
        return published;
    }

    @Override
    long missing() {
        return isStarted()
                ? published * members - deliveries + (receiptsDue ? published - receipts : 0)
                : (long) all - ready;
    }
}
