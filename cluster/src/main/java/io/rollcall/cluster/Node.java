package io.rollcall.cluster;

/**
 * One run of a node, from its entry into the cluster to its end or until the others take it for dead. A node that comes
 * back has the same id and another session.
 *
 * @param id the node's configured id
 * @param session a number that no other run of any node of the cluster ever has
 * @since 0.1
 */
public record Node(String id, long session) {
    @Override
    public String toString() {
        return id + "/" + session;
    }
}
