package io.rollcall.server.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** Connections come as fast as they are served, stay, and are served once more. Confined to its event loop. */
final class StormLoad extends Load {
    private final List<Client> clients = new ArrayList<>();
    private long asked;
    private long answers;

    StormLoad(BenchArguments arguments, EventLoop loop) {
        super(arguments, loop);
    }

    @Override
    List<Client> clients() {
        for (int i = 0; i < arguments.connections; i++) {
            clients.add(new Client(this, i, scripts.asker(i)));
        }
        asked = arguments.connections;
        window.open();
        return clients;
    }

    @Override
    void ready(Client client) {
        client.send(1);
    }

    @Override
    void answered(Client client, int replies, long now) {
        answers += replies;
        if (client.answered() == 0) {
            window.record(now - client.begun(), 1);
            arrived();
        }
    }

    @Override
    void readComplete(Client client) {
        if (answers == arguments.connections && asked == answers) {
            window.close();
            after(arguments.hold, this::askAgain);
        } else if (missing() == 0) {
            complete();
        }
    }

    private void askAgain() {
        if (asked == arguments.connections) {
            window.settle();
            asked += arguments.connections;
            clients.forEach(client -> client.send(1));
        }
    }

    @Override
    long due(Client client) {
        return client.sent();
    }

    @Override
    long missing() {
        return asked - answers;
    }
}
