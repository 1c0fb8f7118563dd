package io.rollcall.server;

import io.rollcall.registry.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Says that the connection is to end when the present line is answered.
 *
 * @param reason why
 * @param lastWords a line to write when the lease has ended, or null
 */
record Closing(Reason reason, @Nullable String lastWords) {}
