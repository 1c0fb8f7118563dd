package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Registration} and the keys promise, in the order of their methods. */
class RegistrationContractTest {
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).build();
    private final Owner<String> owner = registry.join("a");
    private final Registration<String> name = owner.register(Name.of("alice"), 1);
    private final Registration<String> room = owner.register(Property.of("room"), 1);
    private final List<Registration<String>> both = List.of(name, room);

    @AfterEach
    void registry_afterEachTest_isSound() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
    }

    @Test
    void keyAndOwner_afterTheEntryIsGone_areStillAnswered() {
        owner.leave();
        assertThat(name.key()).isEqualTo(Name.of("alice"));
        assertThat(room.key()).isEqualTo(Property.of("room"));
        assertThat(both).extracting(Registration::owner).containsOnly(owner);
    }

    @Test
    void isHeld_unregistered_isFalse() {
        assertThat(both).allSatisfy(registration -> {
            assertThat(registration.isHeld()).isTrue();
            registration.unregister();
            assertThat(registration.isHeld()).isFalse();
        });
    }

    @Test
    void isHeld_ownerEnded_isFalse() {
        owner.leave();
        assertThat(both).noneMatch(Registration::isHeld);
    }

    @Test
    void entry_afterTheEntryIsGone_hasTheLastValue() {
        assertThat(both).allSatisfy(registration -> {
            registration.setValue(2);
            registration.unregister();
            assertThat(registration.setValue(3)).isFalse();
            assertThat(registration.entry().value()).isEqualTo(2);
            assertThat(registration.value()).isEqualTo(2);
        });
    }

    @Test
    void value_asAType_answersOrThrows() {
        assertThat(name.value(Integer.class)).contains(1);
        assertThatThrownBy(() -> name.value(String.class)).isInstanceOf(ClassCastException.class);
        name.setValue(null);
        assertThat(name.value(Integer.class)).isEmpty();
        assertThat(name.value()).isNull();
    }

    @Test
    void setValue_held_showsInLookUps() {
        assertThat(name.setValue("x")).isTrue();
        assertThat(room.setValue("y")).isTrue();
        assertThat(registry.entry(Name.of("alice")).orElseThrow().value()).isEqualTo("x");
        assertThat(registry.entries(Property.of("room")))
                .extracting(Entry::value)
                .containsExactly("y");
    }

    @Test
    void setValue_ofOneMember_leavesTheOthers() {
        Owner<String> other = registry.join("b");
        Registration<String> theirs = other.register(Property.of("room"), "theirs");
        room.setValue("mine");
        assertThat(theirs.value()).isEqualTo("theirs");
    }

    @Test
    void setValue_ownerEnded_changesNothing() {
        owner.leave();
        assertThat(both).allSatisfy(registration -> {
            assertThat(registration.setValue(9)).isFalse();
            assertThat(registration.update(value -> 9)).isFalse();
            assertThat(registration.value()).isEqualTo(1);
        });
    }

    @Test
    void update_held_appliesTheFunction() {
        assertThat(both).allSatisfy(registration -> {
            assertThat(registration.update(value -> (Integer) value + 1)).isTrue();
            assertThat(registration.value()).isEqualTo(2);
            assertThat(registration.update(value -> null)).isTrue();
            assertThat(registration.value()).isNull();
        });
    }

    @Test
    void update_functionThrows_reachesTheCallerAndChangesNothing() {
        assertThatThrownBy(() -> name.update(value -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(name.value()).isEqualTo(1);
    }

    @Test
    void update_changedMeanwhile_appliesTheFunctionAgain() {
        List<Object> seen = new ArrayList<>();
        name.update(value -> {
            seen.add(value);
            if (seen.size() == 1) {
                name.setValue(10);
            }
            return (Integer) value + 1;
        });
        assertThat(seen).containsExactly(1, 10);
        assertThat(name.value()).isEqualTo(11);
    }

    @Test
    void update_entryGoneMeanwhile_isFalse() {
        assertThat(name.update(value -> {
                    name.unregister();
                    return 2;
                }))
                .isFalse();
        assertThat(name.value()).isEqualTo(1);
    }

    @Test
    void update_entryGone_isFalseWithoutACallOfTheFunction() {
        owner.leave();
        assertThat(both)
                .noneMatch(registration -> registration.update(value -> {
                    throw new IllegalStateException("called");
                }));
    }

    @Test
    void update_null_throws() {
        assertThatNullPointerException().isThrownBy(() -> name.update(null));
    }

    @Test
    void unregister_twice_isTrueOnce() {
        assertThat(both).allSatisfy(registration -> {
            assertThat(registration.unregister()).isTrue();
            assertThat(registration.unregister()).isFalse();
            registration.close();
        });
        assertThat(owner.registrations()).isEmpty();
        assertThat(registry.census()).isEqualTo(new Census(1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void unregister_ownerEnded_isFalse() {
        owner.leave();
        assertThat(both).noneMatch(Registration::unregister);
    }

    @Test
    void unregister_fromInsideAVisit_works() {
        registry.forEach(Property.of("room"), member -> room.unregister());
        assertThat(registry.count(Property.of("room"))).isZero();
    }

    @Nested
    class Keys {
        @Test
        void of_nothingEmptyOrTooLong_throws() {
            String longest = "x".repeat(Key.MAX_LENGTH);
            assertThat(Name.of(longest).value()).isEqualTo(longest);
            assertThat(Property.of(longest).value()).isEqualTo(longest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Name.of(longest + "x"))
                    .withMessageContaining("1025");
            assertThatIllegalArgumentException().isThrownBy(() -> Property.of(longest + "x"));
            assertThatIllegalArgumentException().isThrownBy(() -> Name.of(""));
            assertThatIllegalArgumentException().isThrownBy(() -> Property.of(""));
            assertThatNullPointerException().isThrownBy(() -> Name.of(null));
            assertThatNullPointerException().isThrownBy(() -> Property.of(null));
        }

        @Test
        void equals_sameKindClassAndValue_only() {
            assertThat(Name.of("a")).isEqualTo(Name.of(String.valueOf('a')));
            assertThat(Name.of("a")).hasSameHashCodeAs(Name.of("a"));
            assertThat(Name.of("a")).isNotEqualTo(Property.of("a"));
            assertThat(Name.of(1)).isNotEqualTo(Name.of(1L));
            assertThat(Name.of(1.0)).isNotEqualTo(Name.of(1));
            assertThat(Name.of(new BigDecimal("1.0"))).isNotEqualTo(Name.of(new BigDecimal("1.00")));
        }

        @Test
        void compareTo_mixedClasses_isAnOrder() {
            List<Name> mixed = List.of(Name.of("b"), Name.of(2), Name.of(1L), Name.of("a"), Name.of(1));
            List<Name> sorted = mixed.stream().sorted().toList();
            assertThat(sorted).containsSubsequence(Name.of("a"), Name.of("b"));
            assertThat(sorted).containsSubsequence(Name.of(1), Name.of(2));
            assertThat(Name.of(1).compareTo(Name.of(1L)) < 0)
                    .isEqualTo(Name.of(1L).compareTo(Name.of(1)) > 0);
            assertThat(Name.of("a").compareTo(Name.of("a"))).isZero();
        }

        @Test
        void names_equalByOrderButNotByEquals_areTwoNames() {
            Name one = Name.of(new BigDecimal("1.0"));
            Name other = Name.of(new BigDecimal("1.00"));
            owner.register(one);
            assertThat(registry.find(other)).isNull();
            owner.register(other);
            assertThat(owner.registrations()).hasSize(4);
        }

        @Test
        void of_textThatLooksLikeAPattern_isAnOrdinaryKey() {
            List<String> odd = List.of("_", "*", "$1", "a.*", "%", "{}");
            odd.forEach(text -> owner.register(Name.of(text), text));
            assertThat(odd).allSatisfy(text -> {
                assertThat(registry.entry(Name.of(text)).orElseThrow().value()).isEqualTo(text);
                assertThat(registry.entries(Query.names().prefix(text))).hasSize(1);
                assertThat(owner.registration(Name.of(text)).orElseThrow().unregister())
                        .isTrue();
            });
            assertThat(registry.find(Name.of("alice"))).isEqualTo("a");
        }

        @Test
        void reason_withoutAWord_throws() {
            assertThatIllegalArgumentException().isThrownBy(() -> Reason.of(" "));
            assertThatNullPointerException().isThrownBy(() -> Reason.of(null));
        }
    }
}
