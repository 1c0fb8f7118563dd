package io.rollcall.registry;

import java.util.List;

/**
 * Tells a monitor that an owner ended.
 *
 * @param <T> what the registry looks up
 * @param owner the owner that ended
 * @param reason why
 * @param held what it held at that instant, oldest first; immutable
 * @since 0.1
 */
public record Down<T>(Owner<T> owner, Reason reason, List<Entry<T>> held) {}
