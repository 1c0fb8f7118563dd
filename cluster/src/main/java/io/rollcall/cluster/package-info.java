/** Names that are unique across several nodes, and shared keys and messages across them. */
@NullMarked
package io.rollcall.cluster;

import org.jspecify.annotations.NullMarked;
