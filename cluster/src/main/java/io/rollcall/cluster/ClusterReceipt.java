package io.rollcall.cluster;

import io.rollcall.registry.Receipt;

/**
 * Tells what became of a broadcast.
 *
 * @param here what became of it on this node
 * @param nodes to how many other nodes a message is under way, one each; it is delivered there to who is a member then
 * @since 0.1
 */
public record ClusterReceipt(Receipt here, int nodes) {}
