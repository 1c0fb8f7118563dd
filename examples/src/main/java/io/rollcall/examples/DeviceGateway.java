package io.rollcall.examples;

import io.rollcall.registry.Entry;
import io.rollcall.server.Connection;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Devices connect when they like and say who they are; the back office awaits one by its serial number, commands it,
 * gets its answer, notices its loss, and its coming back. No thread waits for anything.
 *
 * <p>Try it: start it with the argument {@code d7}, and say {@code hello d7} in {@code nc 127.0.0.1 9999}.
 */
public final class DeviceGateway implements AutoCloseable {
    private final Consumer<String> journal;
    private final LineServer server;

    /** Starts a gateway; what it notices goes to the journal, on the registry's thread or a connection's. */
    DeviceGateway(int port, Consumer<String> journal) throws IOException {
        this.journal = journal;
        ServerOptions options = ServerOptions.defaults().withPort(port).withCommands(false);
        this.server = LineServer.create(options, Device::new).start();
    }

    /**
     * Looks after devices until the process is ended.
     *
     * @param serials which devices
     * @throws Exception if the port is taken
     */
    public static void main(String[] serials) throws Exception {
        Consumer<String> journal = line -> System.out.println(line);
        try (DeviceGateway gateway = new DeviceGateway(ServerOptions.PORT, journal)) {
            System.out.println("listening on " + gateway.server.address());
            for (String serial : serials) {
                gateway.lookAfter(serial, Duration.ofMinutes(1));
            }
            new CountDownLatch(1).await();
        }
    }

    LineServer server() {
        return server;
    }

    /** Awaits a device, and again each time it was lost, until it has not come for so long. */
    void lookAfter(String serial, Duration patience) {
        server.registry().await(Device.nameOf(serial), patience).whenComplete((entry, failure) -> {
            if (failure != null) {
                journal.accept(serial + " does not come");
            } else {
                use(serial, entry, patience);
            }
        });
    }

    private void use(String serial, Entry<Connection> entry, Duration patience) {
        server.registry().monitor(entry.owner(), down -> {
            journal.accept(serial + " lost: " + down.reason());
            lookAfter(serial, patience);
        });
        journal.accept(serial + " is there");
        entry.value(Device.class)
                .orElseThrow()
                .command("read")
                .whenComplete((answer, failure) ->
                        journal.accept(failure == null ? serial + " answers " + answer : serial + " gives no answer"));
    }

    @Override
    public void close() {
        server.close();
    }
}
