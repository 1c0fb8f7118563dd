package io.rollcall.benchmarks.cluster;

/** Claims without an end, until it is ended. Started and ended by one thread. */
final class Load {
    private static final int ANSWER_SECONDS = 15;

    private final String prefix;
    private final Flow flow;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean over;

    Load(Claimer claimer, String prefix, int window) {
        this.prefix = prefix;
        this.flow = new Flow(claimer, window);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (int i = 0; !over; i++) {
                flow.claim(prefix + i);
            }
        } catch (InterruptedException ended) {
            // it waits for room that never comes
        }
    }

    /** Claims no more; tells how many claims were never answered, and how many were granted. */
    String end() throws InterruptedException {
        over = true;
        thread.join(ANSWER_SECONDS * 1000L);
        thread.interrupt();
        return flow.unanswered(ANSWER_SECONDS) + " " + flow.granted();
    }
}
