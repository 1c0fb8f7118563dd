/** {@code rollcall top}: a server's figures and its connections in a terminal, by what its observer says. */
@NullMarked
package io.rollcall.server.top;

import org.jspecify.annotations.NullMarked;
