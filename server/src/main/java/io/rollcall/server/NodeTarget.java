package io.rollcall.server;

import io.rollcall.cluster.Node;

/**
 * Where a message, or a name, is to go: to a connection of a node, and if the token is not 0 only while it holds the name
 * by that grant.
 */
record NodeTarget(Node node, long number, long token) {}
