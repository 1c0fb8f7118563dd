/** Small programs on the registry and the server, each run by a test. */
@NullMarked
package io.rollcall.examples;

import org.jspecify.annotations.NullMarked;
