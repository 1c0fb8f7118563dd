/**
 * What a test of an application needs so that it never sleeps: time and threads that stand still until the test moves
 * them on, an owner that writes down what it hears, and the registry's audit as an assertion.
 *
 * <pre>{@code
 * ManualTimer time = new ManualTimer();
 * ManualExecutor callbacks = new ManualExecutor();
 * Registry<String> registry =
 *         Registry.<String>builder().executor(callbacks).timer(time).clock(time).build();
 *
 * CompletableFuture<Entry<String>> device = registry.await(Name.of("device"), Duration.ofSeconds(5));
 * time.advance(Duration.ofSeconds(5));
 * callbacks.runAll();
 * device.isCompletedExceptionally();                       // => true
 *
 * FakeOwner<String> old = FakeOwner.join(registry, "old session");
 * old.owner().register(Name.of("alice"));
 * registry.join("new session").takeOver(Name.of("alice"), Displaced.END);
 * callbacks.runAll();
 * old.heard();                                             // => [displaced alice by new session, ended taken]
 *
 * registry.close();
 * RegistryAssertions.assertNothingLeft(registry);
 * }</pre>
 *
 * <p>Where the order of callbacks is of no interest, {@code Runnable::run} is the simplest executor of all: each runs in
 * the call that causes it. The package depends on no test framework; what it asserts, it throws as an
 * {@link java.lang.AssertionError}.
 */
@NullMarked
package io.rollcall.registry.testing;

import org.jspecify.annotations.NullMarked;
