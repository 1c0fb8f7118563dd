package io.rollcall.cluster;

import java.util.concurrent.CompletableFuture;

/**
 * Answers who stood in line for a name.
 *
 * @param position where the owner stood at the log position of the answer: 1 for who is next after the holder, and so on;
 *     0 if the name was its own at once
 * @param granted completes with the token when granted, as {@link ClusterOwner#registerWhenFree} says
 * @since 0.1
 */
public record ClusterPlace(int position, CompletableFuture<ClusterRegistration> granted) {}
