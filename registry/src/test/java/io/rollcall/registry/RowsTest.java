package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row knows by its links alone whether it is in its owner's list, wherever it stands there. */
class RowsTest {
    private final Registry<String> registry = Registry.create();
    private final LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
    private final Rows<String> rows = new Rows<>();

    @AfterEach
    void close() {
        registry.close();
    }

    private NameRow<String> row(int number) {
        return new NameRow<>(owner, Name.of(number), null);
    }

    private List<NameRow<String>> added(int count) {
        List<NameRow<String>> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(row(i));
            rows.add(added.get(i));
        }
        return added;
    }

    @Test
    void add_onlyRow_isHeldUntilRemoved() {
        NameRow<String> row = row(0);
        assertThat(row.isHeld()).isFalse();
        rows.add(row);
        assertThat(row.isHeld()).isTrue();
        rows.remove(row);
        assertThat(row.isHeld()).isFalse();
        assertThat(rows.list()).isEmpty();
        assertThat(rows.oldest()).isNull();
    }

    @Test
    void remove_oldest_leavesTheNextOneHeldAsOldest() {
        List<NameRow<String>> added = added(3);
        rows.remove(added.get(0));
        assertThat(rows.oldest()).isSameAs(added.get(1));
        assertThat(added.get(1).isHeld()).isTrue();
        rows.remove(added.get(1));
        assertThat(rows.list()).isEqualTo(List.of(added.get(2)));
    }

    @Test
    void remove_newest_isFollowedByWhatIsAddedNext() {
        List<NameRow<String>> added = added(2);
        NameRow<String> next = row(2);
        rows.remove(added.get(1));
        rows.add(next);
        assertThat(rows.list()).isEqualTo(List.of(added.get(0), next));
    }

    @Test
    void remove_inAnyOrder_keepsTheRestHeldAndInOrder() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<NameRow<String>> left = added(random.nextInt(8));
            List<NameRow<String>> order = new ArrayList<>(left);
            Collections.shuffle(order, random);
            for (NameRow<String> removed : order) {
                rows.remove(removed);
                left.remove(removed);
                assertThat(removed.isHeld()).isFalse();
                assertThat(left).allMatch(Registration::isHeld);
                assertThat(rows.list()).isEqualTo(left);
            }
        }
    }
}
