/** Comparisons of a candidate with a floor, round by round, and the report of what they found. */
@NullMarked
package io.rollcall.benchmarks.report;

import org.jspecify.annotations.NullMarked;
