package io.rollcall.cluster;

/**
 * Says how a {@link ClusterPool} picks a member for a message without a routing key.
 *
 * @since 0.1
 */
public enum PoolStrategy {
    /** Each member in its turn: nodes have turns in proportion to their members, well mixed, and their members in order. */
    ROUND_ROBIN(0),
    /** Any member, each as likely as the others. */
    RANDOM(1);

    private static final PoolStrategy[] STRATEGIES = values();

    /** Its number, which is part of a message's format. */
    private final int code;

    PoolStrategy(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static PoolStrategy of(int code) {
        for (PoolStrategy strategy : STRATEGIES) {
            if (strategy.code == code) {
                return strategy;
            }
        }
        throw new UnknownCommandException("a pool's strategy is " + code);
    }
}
