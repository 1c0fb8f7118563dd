package io.rollcall.benchmarks.abuse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fills a room with peers that never read, has casts of 1 KiB sent to it, and measures what that costs the server and a
 * peer that has nothing to do with it. Arguments: how many readers, how many casts.
 */
public final class SlowReaders {
    private static final int RECEIVE_BUFFER = 4096;
    private static final long LEAST_MEMORY = 4L << 30;
    private static final String TEXT = "x".repeat(1024 - ">cast room c1 \n".length());
    private static final int QUIET_SECONDS = 5;

    private final int readers;
    private final int casts;
    private final List<Socket> sockets = new ArrayList<>();
    private volatile ServerProcess.@Nullable Figures most;
    private volatile boolean stopped;
    private long reached;
    private long skipped;
    private long busy;

    private SlowReaders(int readers, int casts) {
        this.readers = readers;
        this.casts = casts;
    }

    /** Measures; exits with status 1 if anything went wrong. */
    public static void main(String[] args) throws Exception {
        int readers = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int casts = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        System.exit(new SlowReaders(readers, casts).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        try (ServerProcess server = new ServerProcess();
                Asker asker = new Asker(server.port());
                Socket fast = connect(server, 0);
                Socket author = connect(server, 0)) {
            AtomicLong heard = new AtomicLong();
            say(fast, "/join room");
            Thread hears = new Thread(() -> count(fast, heard), "fast");
            hears.setDaemon(true);
            hears.start();
            TimeUnit.SECONDS.sleep(1); // warms up
            asker.clear();
            TimeUnit.SECONDS.sleep(QUIET_SECONDS);
            String quiet = asker.delays();
            for (int i = 0; i < readers; i++) {
                Socket reader = connect(server, RECEIVE_BUFFER);
                sockets.add(reader);
                say(reader, "/join room");
            }
            ServerProcess.Figures before = server.figures("gc");
            most = before;
            Thread watch = new Thread(() -> watch(server), "watch");
            watch.start();
            asker.clear();
            long start = System.nanoTime();
            castAll(author);
            double seconds = (System.nanoTime() - start) / 1e9;
            String busyTime = asker.delays();
            ServerProcess.Figures during = server.figures("gc");
            awaitCount(heard, casts);
            stopped = true;
            watch.join();
            for (Socket socket : sockets) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            TimeUnit.SECONDS.sleep(QUIET_SECONDS); // the ends of all of them
            ServerProcess.Figures after = server.figures("gc");
            print(quiet, seconds, busyTime, before, during, after, heard.get());
            List<String> warnings = server.warnings();
            row("warnings in the server's log", String.valueOf(warnings.size()));
            warnings.stream().limit(3).forEach(System.err::println);
            return asker.isServed() && heard.get() == casts && after.unsound() == 0;
        }
    }

    private void print(
            String quiet,
            double seconds,
            String loud,
            ServerProcess.Figures before,
            ServerProcess.Figures during,
            ServerProcess.Figures after,
            long heard) {
        ServerProcess.Figures peak = most == null ? during : most;
        System.out.println(Vitals.machine() + "; server " + String.join(" ", ServerProcess.MEMORY));
        System.out.println();
        row("slow readers × casts of 1 KiB", readers + " × " + casts);
        row("seconds", String.format("%.1f", seconds));
        row("deliveries accepted / skipped; casts refused as busy", reached + " / " + skipped + "; " + busy);
        row("ended as slow / otherwise meanwhile", during.slow() + " / " + during.other());
        row("casts heard by the member that reads", heard + " of " + casts);
        row(
                "heap after collection before / during / after, MiB",
                mebibytes(before.heap(), during.heap(), after.heap()));
        row("direct memory before / most / after, MiB", mebibytes(before.direct(), peak.direct(), after.direct()));
        row("resident before / most / after, MiB", mebibytes(before.resident(), peak.resident(), after.resident()));
        row("the innocent, alone: p50 / p99 / max, ms", quiet);
        row("the innocent, meanwhile: p50 / p99 / max, ms", loud);
        row("audit after", after.unsound() == 0 ? "clean" : after.unsound() + " findings");
    }

    private static void row(String what, String figures) {
        System.out.println("| " + what + " | " + figures + " |");
    }

    private static String mebibytes(long... bytes) {
        List<String> shown = new ArrayList<>();
        for (long each : bytes) {
            shown.add(String.valueOf(Math.round(each / (double) (1 << 20))));
        }
        return String.join(" / ", shown);
    }

    private void castAll(Socket author) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(author.getInputStream(), StandardCharsets.UTF_8));
        byte[] line = ("/cast room " + TEXT + "\n").getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done < casts && !stopped; ) {
            author.getOutputStream().write(line);
            String reply = in.readLine();
            if (reply == null) {
                throw new IOException("the author was cut off");
            } else if (reply.startsWith("-BUSY")) {
                busy++;
                LockSupport.parkNanos(1_000_000);
            } else {
                String[] words = reply.substring(1).split(" slow=", -1);
                reached += Long.parseLong(words[0]);
                skipped += words.length > 1 ? Long.parseLong(words[1]) : 0;
                done++;
            }
        }
    }

    /** Notes the most of each figure, and stops all where the machine has little memory left. */
    private void watch(ServerProcess server) {
        try {
            while (!stopped) {
                ServerProcess.Figures now = server.figures("now");
                most = most == null ? now : most.max(now);
                if (Vitals.available() < LEAST_MEMORY) {
                    System.err.println("stopped: the machine has less than 4 GiB left");
                    stopped = true;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("stopped: " + e);
            stopped = true;
        }
    }

    private static void count(Socket socket, AtomicLong heard) {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(">cast room ")) {
                    heard.incrementAndGet();
                }
            }
        } catch (IOException closed) {
            // at the end
        }
    }

    private static void awaitCount(AtomicLong heard, long wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (heard.get() < wanted && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static Socket connect(ServerProcess server, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        return socket;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (socket.getInputStream().read() != '\n') {
            // its reply
        }
    }
}
