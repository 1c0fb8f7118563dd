package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.LoginDelays.Attempt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginDelaysTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LoginDelays delays = new LoginDelays();
    private long now;

    private static Attempt attempt(String identity, int from) {
        return Attempt.of(identity, new Origin(false, from, false));
    }

    private void guess(Attempt attempt, int times) {
        for (int i = 0; i < times; i++) {
            delays.wrong(attempt, now);
        }
    }

    @Test
    void wrong_byOneAddressAboutMany_delaysTheAddress() {
        guess(attempt("a", 1), 1);
        guess(attempt("b", 1), 1);
        assertThat(delays.left(attempt("c", 1), now)).isZero();
        guess(attempt("c", 1), 1);
        assertThat(delays.left(attempt("d", 1), now)).isEqualTo(SECOND);
        guess(attempt("d", 1), 3);
        assertThat(delays.left(attempt("d", 1), now)).isEqualTo(8 * SECOND);
        assertThat(delays.left(attempt("d", 2), now)).isLessThanOrEqualTo(SECOND);
    }

    @Test
    void wrong_byManyAddressesAboutOne_delaysTheIdentityForThose() {
        for (int address = 0; address < 6; address++) {
            guess(attempt("victim", address), 1);
        }
        assertThat(delays.left(attempt("victim", 0), now)).isEqualTo(8 * SECOND);
        assertThat(delays.left(attempt("other", 0), now)).isZero();
    }

    @Test
    void attackedIdentity_fromAQuietAddress_waitsASecondAtTheMost() {
        for (int address = 0; address < 100; address++) {
            guess(attempt("victim", address), 1);
        }
        assertThat(delays.left(attempt("victim", 1000), now)).isEqualTo(SECOND);
        now += SECOND;
        assertThat(delays.left(attempt("victim", 1000), now)).isZero();
    }

    @Test
    void attackedIdentity_fromWhereItCameInBefore_doesNotWait() {
        delays.right(attempt("victim", 7), now);
        for (int address = 0; address < 100; address++) {
            guess(attempt("victim", address == 7 ? 8 : address), 1);
        }
        guess(attempt("neighbour", 7), 10);
        assertThat(delays.left(attempt("victim", 7), now)).isZero();
        assertThat(delays.left(attempt("neighbour", 7), now)).isPositive();
        guess(attempt("victim", 7), 1);
        assertThat(delays.left(attempt("victim", 7), now))
                .as("no free guesses there")
                .isPositive();
    }

    @Test
    void right_ofOneSecret_givesNoFreeGuessesAtAnother() {
        guess(attempt("victim", 1), 5);
        long before = delays.left(attempt("victim", 1), now);
        delays.right(attempt("own", 1), now);
        assertThat(delays.left(attempt("victim", 1), now)).isEqualTo(before);
    }

    @Test
    void tables_aMillionGuesses_areBounded() {
        for (int i = 0; i < 1_000_000; i++) {
            delays.wrong(attempt("nobody" + i, i), ++now);
            delays.right(attempt("own" + i, i), now);
        }
        assertThat(delays.rows()).isEqualTo(LoginDelays.MOST_ROWS);
    }

    @Test
    void begin_atTheBoundAndPastItAndAfter_isTakenAndRefusedAndTaken() {
        Attempt attempt = attempt("a", 1);
        for (int i = 0; i < LoginDelays.MOST_AT_ONCE; i++) {
            assertThat(delays.begin(attempt)).isTrue();
        }
        assertThat(delays.begin(attempt("b", 1))).isFalse();
        assertThat(delays.begin(attempt("b", 2))).isTrue();
        delays.end(attempt);
        assertThat(delays.begin(attempt("b", 1))).isTrue();
    }

    @Test
    void attempt_withoutAnAddress_countsWithAllOthersOfThose() {
        guess(Attempt.of("a", null), 5);
        assertThat(delays.left(Attempt.of("b", null), now)).isPositive();
        assertThat(delays.left(attempt("b", 0), now)).isZero();
    }
}
