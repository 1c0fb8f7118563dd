package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What many peers say without waiting comes back whole and in order, though the mailbox is small. */
@Tag("stress")
class ThroughputTest {
    private static final int CONNECTIONS = Servers.isLong() ? 50 : 10;
    private static final int LINES = Servers.isLong() ? 20_000 : 2_000;
    private static final int PIECE = 100;

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void lines_pipelinedOnManyConnections_comeBackCompleteAndInOrder(Transport transport, WorkerThreads threads)
            throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        try (LineServer server =
                Servers.start(Servers.options(transport, threads).with(Limit.MAILBOX, 16), BundledWorker.ECHO)) {
            List<CompletableFuture<Void>> done = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                done.add(CompletableFuture.runAsync(() -> talk(server, clients), clients));
            }
            for (CompletableFuture<Void> each : done) {
                each.get(5, TimeUnit.MINUTES);
            }
            assertThat(server.registry().audit()).isEmpty();
        } finally {
            clients.shutdownNow();
        }
    }

    private static void talk(LineServer server, ExecutorService threads) {
        try (LineClient client = new LineClient(server)) {
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> sayAll(client), threads);
            for (int i = 0; i < LINES; i++) {
                String heard = client.hear();
                if (!line(i).equals(heard)) {
                    assertThat(heard).isEqualTo(line(i));
                }
            }
            assertThat(client.hear()).isNull();
            said.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sayAll(LineClient client) {
        try {
            for (int i = 0; i < LINES; i += PIECE) {
                StringBuilder piece = new StringBuilder();
                for (int j = i; j < i + PIECE; j++) {
                    piece.append(line(j)).append('\n');
                }
                client.send(piece.toString());
            }
            client.halfClose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(int number) {
        return "line " + number + " of many";
    }
}
