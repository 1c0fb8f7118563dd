package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Census;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that is killed while it waits for names, watches and stands in line. */
final class KilledClientTest extends HostilePeersTest {
    private static final List<String> WAITS = List.of(
            "/queue lock", "/watch bob", "/watch #room", "/await never", "/name own", "/join other", "/add jobs");
    private static final String REPLIES = "+QUEUED 1\n+NONE\n+0\n+WAIT\n+OK\n+1\n+1\n";

    KilledClientTest(Transport transport) {
        super(transport);
    }

    @Test
    void reset_whileItWaits_leavesNothing_andTheNextInLineIsServed() throws Exception {
        try (LineClient holder = connect();
                LineClient next = connect()) {
            assertThat(holder.ask("/name lock")).isEqualTo("+OK");
            assertThat(next.ask("/ping")).isEqualTo("+PONG");
            Census before = server.registry().census();
            LineClient victim = connect();
            victim.say(WAITS.toArray(String[]::new));
            assertThat(victim.hear(REPLIES.length())).isEqualTo(REPLIES);
            assertThat(next.ask("/queue lock")).isEqualTo("+QUEUED 2");

            victim.reset();

            assertServedNext(holder, next);
            awaitCensus(before);
        }
    }

    @Test
    void nc_killedWhileItWaits_leavesNothing_andTheNextInLineIsServed() throws Exception {
        try (LineClient holder = connect();
                LineClient next = connect();
                Child nc = Child.start(
                        List.of(RealClientTest.program("nc"), "127.0.0.1", String.valueOf(server.port())))) {
            assertThat(holder.ask("/name lock")).isEqualTo("+OK");
            assertThat(next.ask("/ping")).isEqualTo("+PONG");
            nc.type("/ping\n").awaitOutput("+PONG\n"::equals);
            Census before = server.registry().census();
            nc.type(String.join("\n", WAITS) + "\n").awaitOutput(("+PONG\n" + REPLIES)::equals);
            assertThat(next.ask("/queue lock")).isEqualTo("+QUEUED 2");

            nc.signal("KILL");
            nc.awaitExit();

            assertServedNext(holder, next);
            // its system sent an end of input, as a half-close does: a write finds that nobody is there
            long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
            while (server.registry().census().watches() > before.watches() && System.nanoTime() < deadline) {
                assertThat(holder.ask("/name bob")).isEqualTo("+OK");
                assertThat(holder.ask("/drop bob")).isEqualTo("+OK");
            }
            // of what was there before, its owner, its id and its place among the listeners are gone
            awaitCensus(new Census(
                    before.owners() - 1, before.names() - 1, before.properties(), 0, before.memberships() - 1, 0, 0));
        }
    }

    /** Before the next in line stood the victim, whose end may or may not have been noticed by now. */
    private void assertServedNext(LineClient holder, LineClient next) throws Exception {
        assertThat(holder.ask("/drop lock")).isEqualTo("+OK");
        assertThat(next.hear()).isEqualTo(">granted lock");
        assertThat(holder.ask("/queue lock")).isEqualTo("+QUEUED 1");
        assertThat(next.ask("/drop lock")).isEqualTo("+OK");
        assertThat(holder.hear()).isEqualTo(">granted lock");
    }
}
