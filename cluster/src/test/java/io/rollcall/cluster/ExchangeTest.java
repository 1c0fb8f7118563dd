package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions, answers and notes between nodes. */
class ExchangeTest extends FakeClusterTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> heard = new ArrayList<>();
    private final List<CompletableFuture<byte[]>> later = new ArrayList<>();

    @BeforeEach
    void startThree() {
        start(
                3,
                builder -> builder.answering(this::answer)
                        .hearing((node, note) -> heard.add(node.id() + " " + text(note))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @SuppressWarnings("NullAway") // a mistake that answerers make
    private CompletionStage<byte[]> answer(Node from, byte[] question) {
        return switch (text(question)) {
            case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("no answer to that"));
            case "throw" -> throw new IllegalStateException("nor to that");
            case "null" -> CompletableFuture.completedFuture(null);
            case "later" -> {
                CompletableFuture<byte[]> answer = new CompletableFuture<>();
                later.add(answer);
                yield answer;
            }
            default -> CompletableFuture.completedFuture(bytes(text(question) + " to " + from));
        };
    }

    private CompletionStage<byte[]> ask(int from, int to, String question) {
        return node(from).cluster.ask(node(to).run(), bytes(question), LONG);
    }

    @Test
    void ask_anotherNodeOrItself_isAnsweredToWhoAsked() {
        assertThat(text(get(ask(1, 2, "yes")))).isEqualTo("yes to " + node(1).run());
        assertThat(text(get(ask(3, 3, "me")))).isEqualTo("me to " + node(3).run());
    }

    @Test
    void ask_answererFails_saysSo() {
        assertThat(failure(ask(1, 2, "fail")))
                .isInstanceOf(AnswerFailedException.class)
                .hasMessageContaining("no answer to that");
        assertThat(failure(ask(1, 1, "null"))).isInstanceOf(AnswerFailedException.class);
        assertThat(failure(ask(1, 2, "throw")))
                .isInstanceOf(AnswerFailedException.class)
                .hasMessageContaining("nor to that");
        assertThat(node(2).reported).singleElement().isInstanceOf(IllegalStateException.class);
        node(2).reported.clear();
    }

    @Test
    void ask_notAnsweredInTime_timesOutAndALateAnswerIsDropped() {
        CompletionStage<byte[]> answer = node(1).cluster.ask(node(2).run(), bytes("later"), Duration.ofSeconds(2));
        assertThat(failure(answer)).isInstanceOf(TimeoutException.class);
        later.get(0).complete(bytes("late"));
        settle();
        assertThat(text(get(ask(1, 2, "next")))).startsWith("next");
    }

    @Test
    void ask_runThatIsUnknown_failsAtOnce() {
        CompletableFuture<byte[]> answer =
                node(1).cluster.ask(new Node("n2", 4711), bytes("who"), LONG).toCompletableFuture();
        assertThat(answer).isCompletedExceptionally();
        assertThat(failure(answer)).isInstanceOf(NodeUnreachableException.class);
    }

    @Test
    void ask_nodeDies_failsBeforeItsTimeIsOver() {
        long begun = network.now();
        CompletionStage<byte[]> answer = ask(1, 3, "later");
        network.kill("n3");
        assertThat(failure(answer))
                .isInstanceOfSatisfying(
                        NodeUnreachableException.class,
                        dead -> assertThat(dead.node().id()).isEqualTo("n3"));
        assertThat(network.now() - begun).isLessThan(LONG.toMillis());
        CompletableFuture<byte[]> next = node(1).cluster
                .ask(new Node("n3", node(3).cluster.member().me().session()), bytes("gone"), LONG)
                .toCompletableFuture();
        assertThat(next).isCompletedExceptionally();
    }

    @Test
    void ask_ownRunIsOver_failsAndAsksAgainAsTheNext() {
        network.cut("n3", 1);
        CompletionStage<byte[]> answer = ask(3, 1, "lost");
        assertThat(failure(answer)).isInstanceOf(NodeUnreachableException.class);
        network.heal();
        network.advance(30_000);
        assertThat(text(get(ask(3, 1, "again")))).isEqualTo("again to " + node(3).run());
    }

    @Test
    void ask_moreThanMayWait_isRefusedAtOnce() {
        List<CompletionStage<byte[]>> asked = new ArrayList<>();
        for (int i = 0; i < Exchange.MOST_UNANSWERED; i++) {
            asked.add(ask(1, 2, "later"));
        }
        CompletableFuture<byte[]> beyond = ask(1, 2, "one more").toCompletableFuture();
        assertThat(failure(beyond)).isInstanceOf(SuspendedException.class);
        settle();
        later.forEach(each -> each.complete(bytes("now")));
        settle();
        assertThat(asked).allMatch(each -> each.toCompletableFuture().isDone());
        assertThat(text(get(ask(1, 2, "after")))).startsWith("after");
    }

    @Test
    void ask_cancelled_leavesRoomForAnother() {
        for (int i = 0; i < Exchange.MOST_UNANSWERED + 1; i++) {
            ask(1, 2, "later").toCompletableFuture().cancel(false);
        }
        assertThat(text(get(ask(1, 2, "next")))).startsWith("next");
    }

    @Test
    void ask_aboutWhatItKnows_isAnsweredByWhoKnowsItToo() {
        List<Boolean> known = new ArrayList<>();
        FakeNode asking = node(1);
        for (int i = 0; i < 50; i++) {
            Name name = Name.of("n" + i);
            FakeNode other = node(2 + i % 2);
            asking.cluster.watch(name::equals, change -> {
                if (change.after() != null) {
                    asking.cluster
                            .ask(other.run(), bytes(name.toString()), LONG)
                            .thenAccept(answer -> known.add(other.cluster.find(name) != null));
                }
            });
            get(node(3).join("a").register(name));
        }
        settle();
        assertThat(known).hasSize(50).containsOnly(true);
    }

    @Test
    void ask_closed_failsAndFailsWhatWaits() {
        CompletionStage<byte[]> waiting = ask(1, 2, "later");
        Node other = node(2).run();
        node(1).cluster.close();
        assertThat(failure(waiting)).isInstanceOf(ClusterClosedException.class);
        assertThat(failure(node(1).cluster.ask(other, bytes("late"), LONG))).isInstanceOf(ClusterClosedException.class);
        assertThat(node(1).cluster.tell(other, bytes("late"))).isFalse();
    }

    @Test
    void ask_timeoutNotPositive_throws() {
        Node other = node(2).run();
        assertThatThrownBy(() -> node(1).cluster.ask(other, bytes("x"), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tell_notesAndAnswersOfOneNode_comeInTheOrderInWhichTheyWereSent() {
        for (int i = 0; i < 20; i++) {
            int round = i;
            ask(1, 2, "later").thenAccept(answer -> heard.add("answer " + text(answer)));
            settle();
            Node asking = node(1).run();
            assertThat(node(2).cluster.tell(asking, bytes("before " + round))).isTrue();
            later.get(round).complete(bytes("" + round));
            assertThat(node(2).cluster.tell(asking, bytes("after " + round))).isTrue();
            settle();
            assertThat(heard).containsExactly("n2 before " + round, "answer " + round, "n2 after " + round);
            heard.clear();
        }
    }

    @Test
    void tell_oneself_isHeard() {
        assertThat(node(1).cluster.tell(node(1).run(), bytes("me"))).isTrue();
        assertThat(heard).containsExactly("n1 me");
    }

    @Test
    void tell_whoIsNotThere_isFalse() {
        Node gone = node(3).run();
        network.kill("n3");
        network.advance(5_000);
        assertThat(node(1).cluster.tell(gone, bytes("x"))).isFalse();
        assertThat(node(1).cluster.tell(new Node("n2", 4711), bytes("x"))).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void tell_moreThanMayWait_isDroppedAndCounted() {
        Node other = node(2).run();
        node(2).hold();
        for (int i = 0; i < Inbox.MOST + 7; i++) {
            node(1).cluster.tell(other, bytes("x"));
        }
        settle();
        node(2).letGo();
        assertThat(heard).hasSize(Inbox.MOST);
        assertThat(node(2).cluster.status().dropped()).isEqualTo(7);
    }
}
