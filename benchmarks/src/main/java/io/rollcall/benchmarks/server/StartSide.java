package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.NotMeasuredException;
import io.rollcall.benchmarks.report.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The time from a start of the daemon's process until it has said READY, in milliseconds. Confined to one thread. */
final class StartSide implements Side {
    private static final Path ARCHIVE = Program.TARGET.resolve("rollcall.jsa");
    private static final Path CLASSES = Program.TARGET.resolve("rollcall.classes");
    private static final int END_SECONDS = 20;

    private final Cores cores;
    private final boolean archive;
    private boolean archived;

    StartSide(Cores cores, boolean archive) {
        this.cores = cores;
        this.archive = archive;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        if (!archive) {
            return start("-Xshare:auto");
        }
        if (!archived) {
            Files.createDirectories(Program.TARGET);
            start("-XX:DumpLoadedClassList=" + CLASSES); // what a start and a stop load
            dump();
            archived = true;
        }
        return start("-XX:SharedArchiveFile=" + ARCHIVE);
    }

    private static void dump() throws NotMeasuredException, IOException, InterruptedException {
        Process process = new ProcessBuilder(Program.rollcall(
                        0, "-Xshare:dump", "-XX:SharedClassListFile=" + CLASSES, "-XX:SharedArchiveFile=" + ARCHIVE))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new NotMeasuredException("the JVM makes no archive of classes");
        }
    }

    private double start(String flag) throws NotMeasuredException, IOException, InterruptedException {
        List<String> command = Program.rollcall(0, flag, "-Xlog:disable");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(cores.server(command))
                .redirectError(Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("READY")) {
                    return (System.nanoTime() - begun) / 1e6;
                }
            }
            throw new IOException("it ended without a READY");
        } finally {
            process.destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public String jvm() {
        return Program.jvm() + (archive ? " -XX:SharedArchiveFile" : "");
    }
}
