package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Counter;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What entries of the log mean, one by one. */
class TableTest {
    private static final Name NAME = Name.of("alice");

    private final List<String> told = new ArrayList<>();
    private final Table table = new Table(new Telling());
    private final Node one = join("n1", 1);
    private final Node two = join("n2", 1);

    private final class Telling implements TableListener {
        @Override
        public void changed(Name name, @Nullable Holding before, @Nullable Holding after, Reason reason, boolean ends) {
            told.add(name + " " + reason + " "
                    + (after == null ? "nobody" : after.node().id()));
        }

        @Override
        public void published(SharedKey key, Node node, Share before, Share after) {}

        @Override
        public void joined(Session session) {}

        @Override
        public void purged(Session session) {}
    }

    private static Incarnation process(String node) {
        return new Incarnation(node, node.hashCode(), 7);
    }

    private Outcome apply(Command command) {
        return Outcome.of(Command.of(command.bytes()).apply(table));
    }

    private Node join(String node, long nonce) {
        return Objects.requireNonNull(
                apply(new Command.Join(process(node), nonce)).node());
    }

    private Answer apply(Node node, long serial, Op op) {
        return apply(new Command.Batch(node.session(), serial, List.of(op)))
                .answers()
                .get(0);
    }

    @Test
    void batch_repeated_isAnsweredAsTheFirstTimeAndDoneOnce() {
        Answer first = apply(one, 1, new Op.Claim(NAME, 5, "v"));
        apply(one, 2, new Op.Release(NAME, first.held().token()));
        assertThat(apply(one, 1, new Op.Claim(NAME, 5, "v"))).isEqualTo(first);
        assertThat(table.find(NAME)).isNull();
    }

    @Test
    void batch_beforeItsPredecessor_isNotApplied() {
        Command.Batch second = new Command.Batch(one.session(), 2, List.of(new Op.Claim(NAME, 5, null)));
        assertThat(apply(second).kind()).isEqualTo(Outcome.Kind.EARLY);
        assertThat(table.find(NAME)).isNull();
        apply(one, 1, new Op.Check(1));
        assertThat(apply(second).kind()).isEqualTo(Outcome.Kind.APPLIED);
    }

    @Test
    void batch_repeatedMuchLater_isPast() {
        for (int serial = 1; serial <= Session.KEPT_ANSWERS + 1; serial++) {
            apply(one, serial, new Op.Check(1));
        }
        Command.Batch first = new Command.Batch(one.session(), 1, List.of(new Op.Check(1)));
        assertThat(apply(first).kind()).isEqualTo(Outcome.Kind.PAST);
    }

    @Test
    void batch_ofARunThatIsOver_isFenced() {
        apply(new Command.Purge(List.of(one.session())));
        Command.Batch late = new Command.Batch(one.session(), 1, List.of(new Op.Claim(NAME, 5, null)));
        assertThat(apply(late).kind()).isEqualTo(Outcome.Kind.FENCED);
        assertThat(table.find(NAME)).isNull();
    }

    @Test
    void join_repeatedOrOvertaken_leavesThePresentRun() {
        assertThat(join("n1", 1)).isEqualTo(one);
        Node later = join("n1", 3);
        assertThat(later.session()).isGreaterThan(two.session());
        assertThat(apply(new Command.Join(process("n1"), 2)).kind()).isEqualTo(Outcome.Kind.STALE);
        assertThat(table.session(one.session())).isNull();
        assertThat(table.session(later.session())).isNotNull();
    }

    @Test
    void purge_ofTwoRuns_grantsNothingToTheOther() {
        Node three = join("n3", 1);
        apply(one, 1, new Op.Claim(NAME, 5, null));
        apply(two, 1, new Op.Queue(NAME, 6, null));
        apply(three, 1, new Op.Queue(NAME, 7, null));
        told.clear();
        apply(new Command.Purge(List.of(one.session(), two.session())));
        assertThat(told).containsExactly("alice granted n3");
    }

    @Test
    void end_ofAWorker_takesItsNamesAndPlacesAlone() {
        apply(one, 1, new Op.Claim(NAME, 5, null));
        apply(one, 2, new Op.Claim(Name.of("other"), 6, null));
        apply(two, 1, new Op.Queue(NAME, 5, null));
        apply(two, 2, new Op.End(5, "quit"));
        apply(one, 3, new Op.End(5, "quit"));
        assertThat(table.find(NAME)).isNull();
        assertThat(table.find(Name.of("other"))).isNotNull();
    }

    @Test
    void snapshot_readAgain_isEqualAndGoesOnAlike() throws IOException {
        apply(one, 1, new Op.Queue(NAME, 5, "\uD800 lone"));
        apply(two, 1, new Op.Queue(NAME, 6, null));
        apply(two, 2, new Op.Queue(NAME, 7, "v"));
        apply(two, 3, new Op.Publish(Property.of("room"), new Share(3, 0)));
        apply(one, 2, new Op.Publish(Counter.of("jobs"), new Share(1, -9)));
        byte[] bytes = Wire.bytes(out -> Snapshots.write(table, out));
        Table again = Snapshots.read(new DataInputStream(new ByteArrayInputStream(bytes)), new Telling());
        assertThat(Wire.bytes(out -> Snapshots.write(again, out))).isEqualTo(bytes);
        assertThat(again.shares(Counter.of("jobs"))).containsOnly(Map.entry(one, new Share(1, -9)));
        byte[] end = new Command.Batch(one.session(), 3, List.of(new Op.End(5, "quit"))).bytes();
        assertThat(Command.of(end).apply(again)).isEqualTo(Command.of(end).apply(table));
        assertThat(again.find(NAME)).isEqualTo(table.find(NAME)).isNotNull();
        assertThat(Wire.bytes(out -> Snapshots.write(again, out)))
                .isEqualTo(Wire.bytes(out -> Snapshots.write(table, out)));
    }

    @Test
    void of_whatIsNotKnown_throwsAndSkipsNothing() {
        byte[] known = new Command.Batch(one.session(), 1, List.of(new Op.Check(1))).bytes();
        byte[] unknownOp = known.clone();
        unknownOp[known.length - 9] = 99;
        byte[] longer = Arrays.copyOf(known, known.length + 1);
        byte[] shorter = Arrays.copyOf(known, known.length - 1);
        for (byte[] entry : List.of(new byte[] {2, 1}, new byte[] {1, 77}, unknownOp, longer, shorter, new byte[0])) {
            assertThatThrownBy(() -> Command.of(entry)).isInstanceOf(UnknownCommandException.class);
        }
        assertThat(Command.of(known).bytes()).isEqualTo(known);
    }

    @Test
    void queue_eachTime_isAnsweredWithItsPositionAndWhoHolds() {
        Holding held = apply(one, 1, new Op.Claim(NAME, 5, null)).held();
        assertThat(apply(one, 2, new Op.Queue(NAME, 6, null))).isEqualTo(Answer.waiting(held, 1));
        assertThat(apply(two, 1, new Op.Queue(NAME, 6, null))).isEqualTo(Answer.waiting(held, 2));
        assertThat(apply(one, 3, new Op.Queue(NAME, 7, null))).isEqualTo(Answer.waiting(held, 3));
        apply(one, 4, new Op.Unqueue(NAME, 6, 0));
        assertThat(apply(one, 5, new Op.Queue(NAME, 7, null))).isEqualTo(Answer.waiting(held, 2));
        assertThat(apply(one, 6, new Op.Queue(NAME, 5, null))).isEqualTo(Answer.granted(held));
    }

    @Test
    void unqueue_grantCameFirst_givesUpAllButTheKeptOne() {
        Holding held = apply(one, 1, new Op.Queue(NAME, 5, null)).held();
        assertThat(apply(one, 2, new Op.Unqueue(NAME, 5, held.token()))).isEqualTo(Answer.REFUSED);
        assertThat(apply(one, 3, new Op.Unqueue(NAME, 5, Op.Unqueue.ANY))).isEqualTo(Answer.REFUSED);
        assertThat(apply(one, 4, new Op.Unqueue(NAME, 6, 0))).isEqualTo(Answer.REFUSED);
        assertThat(table.find(NAME)).isEqualTo(held);
        assertThat(apply(one, 5, new Op.Unqueue(NAME, 5, 0))).isEqualTo(Answer.DONE);
        assertThat(table.find(NAME)).isNull();
    }

    @Test
    void give_toARunThatIsJoined_movesTheNameAndKeepsTheLine() {
        Holding held = apply(one, 1, new Op.Claim(NAME, 5, "v")).held();
        apply(one, 2, new Op.Queue(NAME, 6, null));
        apply(two, 1, new Op.Queue(NAME, 7, null));
        told.clear();
        Holding given =
                apply(one, 3, new Op.Give(NAME, held.token(), two.session(), 7)).held();
        assertThat(given).isEqualTo(new Holding(NAME, two, 7, given.token(), "v"));
        assertThat(given.token()).isGreaterThan(held.token());
        assertThat(told).containsExactly("alice given n2");
        assertThat(apply(one, 4, new Op.Give(NAME, held.token(), two.session(), 8)))
                .isEqualTo(Answer.REFUSED);
        assertThat(apply(two, 2, new Op.Give(NAME, given.token(), 4711, 8))).isEqualTo(Answer.REFUSED);
        assertThat(apply(two, 3, new Op.Give(NAME, given.token(), two.session(), 7)))
                .isEqualTo(Answer.given(given));
        apply(two, 4, new Op.Release(NAME, given.token()));
        Holding next = Objects.requireNonNull(table.find(NAME));
        assertThat(next.worker()).isEqualTo(6);
        apply(one, 5, new Op.Release(NAME, next.token()));
        assertThat(table.find(NAME)).as("nobody waits who had it").isNull();
    }

    @Test
    void take_fromOneGrant_takesItFromNoOther() {
        Holding held = apply(one, 1, new Op.Claim(NAME, 5, null)).held();
        assertThat(apply(two, 1, new Op.Take(NAME, 6, null, true, held.token() + 1)))
                .isEqualTo(Answer.taken(held));
        assertThat(apply(two, 2, new Op.Take(NAME, 6, null, true, Op.Take.NOBODY)))
                .isEqualTo(Answer.taken(held));
        Holding taken =
                apply(two, 3, new Op.Take(NAME, 6, null, false, held.token())).held();
        assertThat(taken.node()).isEqualTo(two);
        assertThat(apply(two, 4, new Op.Take(NAME, 6, null, false, Op.Take.NOBODY)))
                .isEqualTo(Answer.granted(taken));
        apply(two, 5, new Op.Release(NAME, taken.token()));
        assertThat(apply(one, 2, new Op.Take(NAME, 5, null, false, Op.Take.NOBODY))
                        .kind())
                .isEqualTo(Answer.Kind.GRANTED);
    }

    @Test
    void take_thatEndsTheHolder_isRememberedUntilItHasEnded() throws IOException {
        apply(one, 1, new Op.Claim(NAME, 5, null));
        apply(one, 2, new Op.Claim(Name.of("other"), 6, null));
        apply(two, 1, new Op.Take(NAME, 8, null, true, Op.Take.ANYBODY));
        apply(two, 2, new Op.Take(Name.of("other"), 8, null, false, Op.Take.ANYBODY));
        Session session = Objects.requireNonNull(table.session(one.session()));
        assertThat(session.doomed()).containsExactly(5L);
        Table again = again();
        assertThat(Objects.requireNonNull(again.session(one.session())).doomed())
                .containsExactly(5L);
        assertThat(apply(one, 3, new Op.End(5, "quit"))).isEqualTo(Answer.DONE);
        assertThat(session.doomed()).isEmpty();
        assertThat(session.workers()).isEmpty();
    }

    @Test
    void holdingsFrom_afterChangesAndASnapshot_areInOrder() throws IOException {
        apply(one, 1, new Op.Claim(Name.of("b"), 5, null));
        apply(one, 2, new Op.Claim(Name.of("c"), 5, null));
        apply(one, 3, new Op.Claim(Name.of("a"), 5, null));
        Holding gone = apply(one, 4, new Op.Claim(Name.of("d"), 5, null)).held();
        apply(one, 5, new Op.Release(gone.name(), gone.token()));
        for (Table each : List.of(table, again())) {
            assertThat(each.holdingsFrom("a", true))
                    .extracting(holding -> holding.name().toString())
                    .containsExactly("a", "b", "c");
            assertThat(each.holdingsFrom("a", false)).hasSize(2);
        }
    }

    private Table again() throws IOException {
        byte[] bytes = Wire.bytes(out -> Snapshots.write(table, out));
        return Snapshots.read(new DataInputStream(new ByteArrayInputStream(bytes)), new Telling());
    }
}
