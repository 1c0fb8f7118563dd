package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Owner;
import io.rollcall.registry.Pool;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private static final Property KEPT = Property.of("kept");

    private final Registry<String> registry = Registry.create();
    private final Pools<String> pools = new Pools<>(registry);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void of_manyKeysWhoseMembersGo_keepsFewAndThoseThatHaveMembers() {
        registry.join("a").register(KEPT);
        Pool<String> kept = pools.of(KEPT);
        for (int i = 0; i < 1_000; i++) {
            Owner<String> owner = registry.join("b");
            Property key = Property.of("p" + i);
            owner.register(key);
            assertThat(pools.of(key).next()).contains("b");
            owner.leave();
            assertThat(pools.size()).isLessThanOrEqualTo(Pools.FEW);
        }
        assertThat(pools.of(KEPT)).isSameAs(kept);
    }

    @Test
    void of_manyKeysWithMembers_keepsThemAll() {
        Owner<String> owner = registry.join("a");
        for (int i = 0; i < 3 * Pools.FEW; i++) {
            Property key = Property.of("p" + i);
            owner.register(key);
            pools.of(key);
        }
        assertThat(pools.size()).isEqualTo(3 * Pools.FEW);
    }
}
