/** The observer: a page, figures and metrics of a running server, on a port of their own. */
@NullMarked
package io.rollcall.server.observer;

import org.jspecify.annotations.NullMarked;
