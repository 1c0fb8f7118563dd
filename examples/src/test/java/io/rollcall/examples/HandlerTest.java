package io.rollcall.examples;

import static io.rollcall.registry.testing.RegistryAssertions.assertNothingLeft;
import static io.rollcall.registry.testing.RegistryAssertions.assertSound;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rollcall.registry.Claim;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import io.rollcall.registry.testing.FakeOwner;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an application tests a handler of its own that uses a registry: no socket, no thread, no sleep. */
class HandlerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The handler under test: {@code login NAME}, and {@code call NAME}, which waits for NAME to come. */
    private static final class PhoneHandler extends SimpleChannelInboundHandler<String> {
        private final Registry<Channel> phones;
        private Owner<Channel> owner;

        PhoneHandler(Registry<Channel> phones) {
            this.phones = phones;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            owner = phones.join(context.channel());
            context.channel().closeFuture().addListener(closed -> owner.leave(Reason.of("hung up")));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, String line) {
            Name name = Name.of(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("login ")) {
                Claim<Channel> claim = owner.tryRegister(name);
                context.writeAndFlush(claim.granted() ? "hello " + name : name + " is taken");
            } else {
                owner.await(name, PATIENCE, context.executor()).whenComplete((callee, failure) -> {
                    if (failure == null) {
                        callee.subject().writeAndFlush("ring");
                    } else {
                        context.writeAndFlush(name + " does not answer");
                    }
                });
            }
        }
    }

    private final ManualTimer time = new ManualTimer();
    private final Registry<Channel> phones =
            Registry.<Channel>builder().executor(Runnable::run).timer(time).build();
    private final EmbeddedChannel alice = new EmbeddedChannel(new PhoneHandler(phones));
    private final EmbeddedChannel bob = new EmbeddedChannel(new PhoneHandler(phones));

    @AfterEach
    void everyoneHangsUp_leavesNothing() {
        assertSound(phones);
        alice.finishAndReleaseAll();
        bob.finishAndReleaseAll();
        assertNothingLeft(phones);
        assertThat(time.pending()).isZero();
        phones.close();
    }

    @Test
    void login_nameTaken_isRefusedUntilTheHolderHangsUp() {
        alice.writeInbound("login alice");
        bob.writeInbound("login alice");
        assertThat((String) alice.readOutbound()).isEqualTo("hello alice");
        assertThat((String) bob.readOutbound()).isEqualTo("alice is taken");

        alice.close();
        bob.writeInbound("login alice");
        assertThat((String) bob.readOutbound()).isEqualTo("hello alice");
        assertThat(phones.find(Name.of("alice"))).isSameAs(bob);
    }

    @Test
    void call_calleeComesLater_ringsThen() {
        bob.writeInbound("call alice");
        alice.writeInbound("login alice");
        bob.runPendingTasks();

        assertThat((String) alice.readOutbound()).isEqualTo("hello alice");
        assertThat((String) alice.readOutbound()).isEqualTo("ring");
    }

    @Test
    void call_nobodyComes_isToldAfterFiveSeconds() {
        bob.writeInbound("call alice");
        time.advance(PATIENCE.minusMillis(1));
        bob.runPendingTasks();
        assertThat((String) bob.readOutbound()).isNull();

        time.advance(Duration.ofMillis(1));
        bob.runPendingTasks();
        assertThat((String) bob.readOutbound()).isEqualTo("alice does not answer");
    }

    @Test
    void login_anotherOwnerTakesTheName_isDisplaced() {
        FakeOwner<Channel> old = FakeOwner.join(phones, new EmbeddedChannel());
        old.owner().register(Name.of("alice"));
        phones.join(alice).takeOver(Name.of("alice"), Displaced.END);

        assertThat(old.heard()).last().isEqualTo("ended taken");
        assertThat(phones.find(Name.of("alice"))).isSameAs(alice);
        phones.close();
    }
}
