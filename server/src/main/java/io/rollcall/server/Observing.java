package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * How a server is shown. Immutable.
 *
 * @param address where
 * @param token what those must show who act on the server; null for nobody
 */
record Observing(ObserverAddress address, @Nullable String token) {}
