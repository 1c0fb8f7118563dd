package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * Who a connection has shown to be, and may therefore do.
 *
 * @param identity its name
 * @param operator whether it may do what operators may
 * @param hash what its secret was compared with; null where a certificate showed it
 */
record Grant(String identity, boolean operator, @Nullable SecretHash hash) {}
