package io.rollcall.registry;

/**
 * Counts what became of a broadcast.
 *
 * @param delivered members whose action accepted
 * @param refused members whose action refused, being too slow or closing
 * @param failed members whose action threw
 * @since 0.1
 */
public record Receipt(int delivered, int refused, int failed) {}
