package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** Processes on a network that loses nothing, whose tables are equal after each test. */
abstract class FakeClusterTest {
    final FakeNetwork network = new FakeNetwork(1, 3);
    final List<FakeNode> nodes = new ArrayList<>();

    void start(int count) {
        start(count, builder -> builder);
    }

    /** Starts nodes that are built so, and waits until they may claim. */
    void start(int count, UnaryOperator<ClusterBuilder<String>> building) {
        for (int i = 1; i <= count; i++) {
            nodes.add(new FakeNode(network, "n" + i, building));
        }
        network.advance(10_000);
        assertThat(nodes).allMatch(FakeNode::isReady);
    }

    FakeNode node(int i) {
        return nodes.get(i - 1);
    }

    <V> V get(CompletionStage<V> stage) {
        CompletableFuture<V> future = stage.toCompletableFuture();
        for (int i = 0; i < 1_000 && !future.isDone(); i++) {
            network.advance(1);
        }
        assertThat(nodes)
                .allMatch(
                        node -> node.reported.isEmpty(),
                        "nothing reported: "
                                + nodes.stream().map(n -> n.reported.toString()).toList());
        assertThat(future).isDone();
        return future.join();
    }

    Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        for (int i = 0; i < 20_000 && !future.isDone(); i++) {
            network.advance(1);
        }
        assertThat(future).isCompletedExceptionally();
        return future.handle((value, error) -> error instanceof CompletionException ? error.getCause() : error)
                .join();
    }

    void settle() {
        network.advance(1_000);
    }

    @AfterEach
    void sound() {
        network.lost = 100; // nothing new, so that all come to have the same
        settle();
        for (FakeNode node : nodes) {
            assertThat(node.reported).isEmpty();
            if (!node.engine.dead) {
                assertThat(node.snapshot())
                        .isEqualTo(nodes.stream()
                                .filter(each -> !each.engine.dead)
                                .findFirst()
                                .orElseThrow()
                                .snapshot());
            }
        }
    }
}
