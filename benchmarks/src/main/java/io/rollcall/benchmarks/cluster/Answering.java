package io.rollcall.benchmarks.cluster;

import java.util.List;

/** What a node's process can be asked. Asked by one thread. */
interface Answering extends AutoCloseable {
    /**
     * Does what a line says, and answers with one.
     *
     * @param words of the line, at least one
     */
    String answer(List<String> words) throws Exception;

    /** Leaves. */
    @Override
    void close();
}
