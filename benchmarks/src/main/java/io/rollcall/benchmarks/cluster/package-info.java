/** Many nodes beside others: three processes of each, by turns. */
@NullMarked
package io.rollcall.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
