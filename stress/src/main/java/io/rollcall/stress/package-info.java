/**
 * Races of the registry with jcstress. Each test lists the outcomes that are permitted, with the reason; any other is
 * forbidden, and fails the run. The last part of nearly each outcome is that the registry passes its audit, and is empty
 * when all have left.
 */
@NullMarked
package io.rollcall.stress;

import org.jspecify.annotations.NullMarked;
