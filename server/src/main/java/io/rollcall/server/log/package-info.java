/** How the daemon writes its log. Not exported. */
@NullMarked
package io.rollcall.server.log;

import org.jspecify.annotations.NullMarked;
