/** How costs grow with what there is: curves, and a picture of them. */
@NullMarked
package io.rollcall.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
