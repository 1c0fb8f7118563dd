package io.rollcall.registry;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Makes registries. Confined to the thread that uses it.
 *
 * @param <T> what look-ups answer with
 * @since 0.1
 */
public final class RegistryBuilder<T> {
    private @Nullable Executor executor;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable Budget budget;
    private InstantSource clock = Clock.systemUTC();
    private Consumer<Throwable> reporter =
            error -> LoggerFactory.getLogger(Registry.class).error("callback-failed", error);

    RegistryBuilder() {}

    /**
     * Sets where callbacks and completions run that name no executor of their own. The registry never shuts it down.
     *
     * @param executor default: one daemon thread of the registry's, which ends when idle; {@code Runnable::run} for
     *     the call that caused them, once what they tell of is done, and never nested in one another
     * @return this
     */
    public RegistryBuilder<T> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets what measures time-outs. The registry never shuts it down.
     *
     * @param timer default: one daemon thread of the registry's, which ends when idle
     * @return this
     */
    public RegistryBuilder<T> timer(ScheduledExecutorService timer) {
        this.timer = Objects.requireNonNull(timer, "timer");
        return this;
    }

    /**
     * Sets what says since when an entry is held. What it throws is reported, and the system's clock asked instead.
     *
     * @param clock default: the system's clock
     * @return this
     */
    public RegistryBuilder<T> clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets who hears what callbacks and the clock throw. It may be called by any thread. What it throws itself
     * goes to the log, and stops nothing.
     *
     * @param reporter default: an error in the log
     * @return this
     */
    public RegistryBuilder<T> reporter(Consumer<Throwable> reporter) {
        this.reporter = Objects.requireNonNull(reporter, "reporter");
        return this;
    }

    /**
     * Sets how many entries all owners together may have: names, properties, counters, and places in line for a name.
     * The one beyond is refused with a {@link LimitExceededException} for {@code entries}, and nothing is stored. What is
     * handed from one owner to another needs no room, but a take-over may need it for a moment. An owner's entries make
     * room at the instant of its end.
     *
     * @param most 1 or more; default: no limit
     * @param uncounted how many of each owner's entries are not counted, such as those that every owner has; 0 or more
     * @return this
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public RegistryBuilder<T> maxEntries(int most, int uncounted) {
        if (most < 1 || uncounted < 0) {
            throw new IllegalArgumentException("a registry has room for 1 entry or more, and 0 or more are not counted,"
                    + " given was " + most + " and " + uncounted);
        }
        budget = new Budget(most, uncounted);
        return this;
    }

    /**
     * Makes a registry.
     *
     * @return a new, empty, open registry
     */
    public Registry<T> build() {
        Callbacks callbacks = new Callbacks(executor == null ? DaemonThreads.callbacks() : executor, reporter);
        return new LocalRegistry<>(callbacks, timer == null ? DaemonThreads.timer() : timer, clock, budget);
    }
}
