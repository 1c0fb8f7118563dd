package io.rollcall.benchmarks.abuse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A peer that does nothing wrong: it asks {@code /ping} at fixed times, whether or not the last answer has come, and
 * reckons each answer's delay from when its question was due.
 */
final class Asker implements AutoCloseable {
    private static final int A_SECOND = 200;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1) / A_SECOND;
    private static final int MOST = A_SECOND * 3600;

    private final Socket socket;
    private final Thread asks = new Thread(this::ask, "asker");
    private final Thread hears = new Thread(this::hear, "asker-hears");
    private final long start = System.nanoTime();
    private final long[] delays = new long[MOST]; // guarded by this
    private int heard; // guarded by this
    private volatile @Nullable String wrong;
    private volatile boolean closed;

    Asker(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        asks.setDaemon(true);
        hears.setDaemon(true);
        asks.start();
        hears.start();
    }

    private void ask() {
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < MOST && !closed; i++) {
                long due = start + i * PERIOD;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(("/ping " + i + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private void hear() {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < MOST; i++) {
                String line = in.readLine();
                if (!("+PONG " + i).equals(line)) {
                    lost(new IOException("to question " + i + ": " + line));
                    return;
                }
                note(System.nanoTime() - start - i * PERIOD);
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private void lost(IOException e) {
        if (!closed) {
            wrong = e.toString();
        }
    }

    private synchronized void note(long delay) {
        delays[heard++] = delay;
    }

    /** Forgets the delays up to now. */
    synchronized void clear() {
        heard = 0;
    }

    /** Returns the delays' median, their 99th percentile and the longest, in milliseconds, or what was wrong. */
    synchronized String delays() {
        if (wrong != null) {
            return "not answered: " + wrong;
        }
        long[] sorted = Arrays.copyOf(delays, heard);
        Arrays.sort(sorted);
        return String.format("%.2f / %.2f / %.2f", millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
    }

    /** Tells whether each question up to now was answered rightly. */
    boolean isServed() {
        return wrong == null;
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
