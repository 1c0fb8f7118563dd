/** A load generator for line servers: what {@code rollcall bench} does. Not exported. */
@NullMarked
package io.rollcall.server.bench;

import org.jspecify.annotations.NullMarked;
