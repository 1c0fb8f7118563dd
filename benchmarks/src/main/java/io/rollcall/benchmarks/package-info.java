/** Measurements: what the figures in the decision records come from. Programs, not an API. */
package io.rollcall.benchmarks;
