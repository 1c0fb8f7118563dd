/** A line server on Netty: one owner and one mailbox per connection, and the daemon around it. */
@NullMarked
package io.rollcall.server;

import org.jspecify.annotations.NullMarked;
