/** A load generator for line servers: what {@code rollcall bench} does. Not exported. */
package io.rollcall.server.bench;
