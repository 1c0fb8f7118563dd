package io.rollcall.cluster;

/** What all workers of one node have of a shared key: how many hold it, and the sum of their numbers. */
record Share(int count, long total) {
    static final Share NONE = new Share(0, 0);
}
