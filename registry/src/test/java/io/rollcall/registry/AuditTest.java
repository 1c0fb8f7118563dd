package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit finds rows that are left over, which no call of the registry's leaves. */
class AuditTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final LocalRegistry<String> registry = (LocalRegistry<String>)
            Registry.<String>builder().executor(Runnable::run).build();
    private final LocalOwner<String> owner = (LocalOwner<String>) registry.join("a");
    private final LocalOwner<String> gone = (LocalOwner<String>) registry.join("b");

    @AfterEach
    void close() {
        registry.close();
    }

    private void addMember(LocalOwner<String> member) {
        Members<String> members =
                registry.memberships.table().computeIfAbsent(ROOM, key -> new Members<>(key, registry.watches));
        synchronized (members) {
            members.add(new MemberRow<>(member, members, null, 0), Reason.REGISTERED);
        }
    }

    private void addPlace(LocalOwner<String> waiting, @Nullable Promise<Registration<String>> waiter) {
        synchronized (registry.names.table.lock(NAME)) {
            registry.names.table.add(new Place<>(new NameRow<>(waiting, NAME, null), waiter));
        }
    }

    @Test
    void audit_memberWhoseOwnerHasEnded_isNamed() {
        gone.leave();
        addMember(gone);
        assertThat(registry.audit()).containsExactly("R2 room of owner 2 is a member and not held");
    }

    @Test
    void audit_memberThatItsOwnerDoesNotKnow_isNamed() {
        addMember(owner);
        assertThat(registry.audit()).containsExactly("R2 room of owner 1 is a member and not held");
    }

    @Test
    void audit_placeWhoseOwnerHasEnded_isNamed() {
        owner.register(NAME);
        gone.leave();
        addPlace(gone, new Promise<>());
        assertThat(registry.audit()).containsExactly("R7 alice of owner 2 stands in line and its owner has ended");
    }

    @Test
    void audit_takeoverWhoseOwnerHasEnded_isNamed() {
        owner.register(NAME);
        gone.leave();
        addPlace(gone, null);
        assertThat(registry.audit()).containsExactly("R7 alice of owner 2 stands in line and its owner has ended");
    }

    @Test
    void audit_placeOfAWaiterThatIsDone_isNamed() {
        owner.register(NAME);
        Promise<Registration<String>> done = new Promise<>();
        addPlace(gone, done);
        done.cancel(false);
        assertThat(registry.audit()).containsExactly("R7 alice of owner 2 stands in line and its waiter is done");
    }

    @Test
    void audit_lineInOrder_isSound() {
        owner.register(NAME);
        CompletableFuture<Registration<String>> waiter = gone.registerWhenFree(NAME);
        assertThat(waiter).isNotDone();
        assertThat(registry.audit()).isEmpty();
    }

    private Starting<String> addStart() {
        Starting<String> starting = new Starting<>(NAME);
        registry.starts.table.rows().put(NAME, starting);
        return starting;
    }

    @Test
    void audit_startThatIsDone_isNamed() {
        addStart().answer.cancel(false);
        assertThat(registry.audit()).containsExactly("R7 alice has a start that is done");
    }

    @Test
    void audit_startAwaitedByOneThatIsDone_isNamed() {
        Await<String> waiter = Await.held(registry.names.awaits(), NAME, Runnable::run, new Promise<>());
        addStart().waiters.add(waiter);
        assertThat(registry.audit()).isEmpty();
        waiter.future().cancel(false);
        assertThat(registry.audit()).containsExactly("R5 alice has a start awaited by one that is done");
    }

    @Test
    void audit_startUnderAnotherName_isNamed() {
        registry.starts.table.rows().put(NAME, new Starting<>(Name.of("bob")));
        assertThat(registry.audit()).containsExactly("R7 alice leads to a start of bob");
        registry.starts.table.rows().clear(); // which the close would look for under its own name
    }
}
