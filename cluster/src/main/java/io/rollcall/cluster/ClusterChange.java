package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One change of a name, as a watcher on any node hears of it.
 *
 * @param key the name
 * @param before who held it before; null for nobody
 * @param after who holds it after; null for nobody
 * @param reason why
 * @since 0.1
 */
public record ClusterChange(
        Name key, @Nullable Holding before, @Nullable Holding after, Reason reason) {}
