/** The steps of {@code docs/tutorial.md}: from a bare listener of Netty to workers that are found by name. */
@NullMarked
package io.rollcall.examples.tutorial;

import org.jspecify.annotations.NullMarked;
