package io.rollcall.registry.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Census;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class RegistryAssertionsTest {
    /** A registry of which the audit and the census alone are asked. */
    private static Registry<?> answering(List<String> audit, Census census) {
        return (Registry<?>) Proxy.newProxyInstance(
                Registry.class.getClassLoader(),
                new Class<?>[] {Registry.class},
                (proxy, method, arguments) -> method.getName().equals("audit") ? audit : census);
    }

    @Test
    void assertSound_brokenInvariants_areListed() {
        Registry<?> broken = answering(List.of("R1 alice is not in the table", "R6 room counts 1"), Census.EMPTY);

        assertThatThrownBy(() -> RegistryAssertions.assertSound(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the registry is not sound:\n  R1 alice is not in the table\n  R6 room counts 1");
        assertThatThrownBy(() -> RegistryAssertions.assertNothingLeft(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("R6 room counts 1");
    }

    @Test
    void assertNothingLeft_somethingOfEachKind_listsIt() {
        try (Registry<String> registry =
                Registry.<String>builder().executor(Runnable::run).build()) {
            Owner<String> owner = registry.join("a");
            owner.register(Name.of("alice"));
            owner.register(Property.of("room"));
            owner.register(Counter.of("lines"));
            registry.await(Name.of("bob"));
            registry.watch(Name.of("carol"), change -> {});

            assertThatCode(() -> RegistryAssertions.assertSound(registry)).doesNotThrowAnyException();
            assertThatThrownBy(() -> RegistryAssertions.assertNothingLeft(registry))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(String.join(
                            "\n  ",
                            "something is left in the registry:",
                            "owners: 1",
                            "names: 1",
                            "properties: 1",
                            "counters: 1",
                            "memberships: 2",
                            "waiting: 1",
                            "watches: 1"));
        }
    }

    @Test
    void assertNothingLeft_closedRegistry_passes() {
        Registry<String> registry = Registry.create();
        registry.join("a").register(Name.of("alice"));
        registry.close();

        assertThatCode(() -> RegistryAssertions.assertNothingLeft(registry)).doesNotThrowAnyException();
    }
}
