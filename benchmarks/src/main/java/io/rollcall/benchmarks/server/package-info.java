/** The server beside others: whole processes, by turns, under the load of {@code rollcall bench}. */
@NullMarked
package io.rollcall.benchmarks.server;

import org.jspecify.annotations.NullMarked;
