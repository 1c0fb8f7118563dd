package io.rollcall.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The process of a node: a line by standard input is answered by one. It ends when there is no more to read. */
final class NodeProgram {
    static final String STARTED = "started";
    static final String FAILED = "failed: ";

    private NodeProgram() {}

    /** Takes the kind of node, and its place in words. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        try (Answering node = Kind.valueOf(words.get(0)).open(Place.of(words.subList(1, words.size())))) {
            System.out.println(STARTED);
            answer(node);
        }
        System.exit(0); // whatever threads there are
    }

    /** Tells how much processor time this process has had. */
    private static String cpuMicros() {
        return String.valueOf(ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1000);
    }

    private static void answer(Answering node) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            String answer;
            try {
                answer = line.equals("cpu") ? cpuMicros() : node.answer(List.of(line.split(" ", -1)));
            } catch (Exception failed) { // of whatever kind: who asked is told
                failed.printStackTrace();
                answer = FAILED + failed;
            }
            System.out.println(answer);
        }
    }
}
