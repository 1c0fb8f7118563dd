package io.rollcall.registry;

import java.util.Optional;

/**
 * Answers a {@linkplain Owner#takeOver(Name, Object, Displaced) take-over}.
 *
 * @param <T> what the registry looks up
 * @param registration the caller's token
 * @param displaced the owner that lost the name to the caller; empty if it was free, or became free meanwhile
 * @since 0.1
 */
public record Takeover<T>(Registration<T> registration, Optional<Owner<T>> displaced) {}
