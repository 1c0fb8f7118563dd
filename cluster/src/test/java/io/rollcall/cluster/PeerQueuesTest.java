package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.protocols.TCP;
import org.jgroups.util.AsciiString;
import org.jgroups.util.DefaultThreadFactory;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;

class PeerQueuesTest {
    private static final int ROUNDS = 1_000;
    private static final int SENDERS = 3;
    private static final long PATIENCE_SECONDS = 30;

    private static final Address ME = UUID.randomUUID();
    private static final Address OTHER = UUID.randomUUID();

    /** More than any message that is sent before the last. */
    private static final int LAST_BYTES = 10_000;

    /** Looks out for the last message, and sends nothing. */
    private static final class Wire extends TCP {
        private final CountDownLatch last = new CountDownLatch(1);

        Wire() {
            setThreadFactory(new DefaultThreadFactory("wire", true));
            setAddress(ME);
            cluster_name = new AsciiString("test");
        }

        @Override
        public void doSend(byte[] buffer, int offset, int length, Address to) {
            if (length >= LAST_BYTES) {
                last.countDown();
            }
        }
    }

    @Test
    void send_severalThreadsAreTheFirst_whatFollowsLeaves() throws Exception {
        assertWhatFollowsLeaves(null, new CyclicBarrier(SENDERS));
    }

    @Test
    void send_whileThePeerComesIntoView_whatFollowsLeaves() throws Exception {
        assertWhatFollowsLeaves(OTHER, new CyclicBarrier(SENDERS + 1));
    }

    /** Has several begin at once, with a view where there is room at the barrier, and sends one more message behind them. */
    private static void assertWhatFollowsLeaves(Address to, CyclicBarrier start) throws Exception {
        View view = View.create(ME, 1, ME, OTHER);
        for (int i = 0; i < ROUNDS; i++) {
            Wire wire = new Wire();
            PeerQueues queues = new PeerQueues();
            queues.init(wire);
            queues.start();
            try {
                List<Thread> senders = IntStream.range(0, start.getParties())
                        .mapToObj(sender -> new Thread(() -> {
                            await(start);
                            if (sender == SENDERS) {
                                queues.viewChange(view);
                            } else {
                                send(queues, to, 1);
                            }
                        }))
                        .toList();
                senders.forEach(Thread::start);
                for (Thread sender : senders) {
                    sender.join();
                }
                send(queues, to, LAST_BYTES);
                assertThat(wire.last.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("round %d", i)
                        .isTrue();
            } finally {
                queues.stop();
            }
        }
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | InterruptedException | TimeoutException broken) {
            throw new AssertionError(broken);
        }
    }

    private static void send(PeerQueues queues, Address to, int bytes) {
        Message message = new BytesMessage(to, new byte[bytes]).setFlag(Message.TransientFlag.DONT_LOOPBACK);
        try {
            queues.send(message);
        } catch (Exception failed) { // it declares no less
            throw new AssertionError(failed);
        }
    }
}
