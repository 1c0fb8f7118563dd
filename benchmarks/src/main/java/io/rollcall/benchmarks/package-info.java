/** Measurements with JMH: never published, run when there is a claim to prove. */
@NullMarked
package io.rollcall.benchmarks;

import org.jspecify.annotations.NullMarked;
