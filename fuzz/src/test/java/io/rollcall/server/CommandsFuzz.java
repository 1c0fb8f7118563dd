package io.rollcall.server;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.rollcall.registry.Census;
import io.rollcall.registry.Registry;
import io.rollcall.registry.testing.ManualTimer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command plane on whole pipelines: whatever three people type, each command has exactly one reply and each message
 * its echo, nobody hears anything but events unasked, nothing throws, and nothing is left.
 *
 * <p>A line that begins with 1, 2 or 3 is typed by that person, who connects where need be; {@code ^1} ends the first
 * one's input, {@code !1} the connection, and {@code +} lets ten seconds pass.
 */
final class CommandsFuzz {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int MOST_LINES = 64;
    private static final ServerOptions OPTIONS = ServerOptions.defaults()
            .withOpenTakeover(true)
            .with(Limit.LINE, 256)
            .with(Limit.VALUE, 16)
            .with(Limit.NAMES, 3)
            .with(Limit.PROPERTIES, 3)
            .with(Limit.COUNTERS, 3)
            .with(Limit.WATCHES, 3)
            .with(Limit.AWAITS, 3)
            .with(Limit.QUEUES, 3)
            .with(Limit.ENTRIES, 12);

    private final List<Throwable> failures = new ArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final Registry<Connection> registry = Registry.<Connection>builder()
            .executor(Runnable::run)
            .timer(timer)
            .reporter(failures::add)
            .build();
    private final LinePipeline pipeline;
    private final Seat[] seats = new Seat[3];
    private final List<Seat> all = new ArrayList<>();

    private CommandsFuzz() {
        ServerEvents events = new ServerEvents() {
            @Override
            void connectionFailed(Session session, Throwable cause) {
                failures.add(cause);
            }

            @Override
            void workerCrashed(Session session, Throwable cause) {
                failures.add(cause);
            }
        };
        StallWatch stallWatch = new StallWatch(events);
        pipeline =
                new LinePipeline(new WorkerSupervisor(OPTIONS, registry, BundledWorker.ECHO, null, stallWatch, events));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        // one char for each byte; telnet and other line ends are fuzzed elsewhere, and would hide which line is
        // answered
        String script = new String(input, StandardCharsets.ISO_8859_1).replaceAll("[\377\r]", "?");
        CommandsFuzz fuzz = new CommandsFuzz();
        for (String line : script.lines().limit(MOST_LINES).toList()) {
            fuzz.act(line);
        }
        fuzz.end();
    }

    private void act(String line) {
        char what = line.isEmpty() ? ' ' : line.charAt(0);
        if (what >= '1' && what <= '3') {
            say(what - '1', Peer.bytes(line.substring(1)));
        } else if (what == '+') {
            all.forEach(seat -> seat.pass(STEP));
            timer.advance(STEP);
        } else if (line.matches("[!^][123].*")) {
            Seat seat = seats[line.charAt(1) - '1'];
            if (seat != null && what == '!') {
                seat.lose();
            } else if (seat != null && seat.canSpeak()) {
                seat.endInput();
            }
        }
        work();
        all.forEach(seat -> Heard.events(seat.hear()));
    }

    private void say(int who, byte[] bytes) {
        if (seats[who] == null || !seats[who].canSpeak()) {
            seats[who] = new Seat(pipeline, allocator);
            all.add(seats[who]);
            work();
        }
        byte[] line = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, line, 0, bytes.length);
        line[bytes.length] = '\n';
        seats[who].say(line);
        work();
        Heard.answer(bytes, OPTIONS.limits().intOf(Limit.LINE), seats[who].hear());
    }

    /** One task of one may make another for the next. */
    private void work() {
        for (int round = 0; round < 2 * seats.length; round++) {
            all.forEach(Seat::work);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("failed", failures.get(0));
        }
    }

    private void end() {
        Finding.unlessEqual("audit", registry.audit(), List.of());
        all.forEach(Seat::lose);
        work();
        all.forEach(Seat::close);
        Finding.unlessEqual("audit of nobody", registry.audit(), List.of());
        Finding.unlessEqual("census of nobody", registry.census(), Census.EMPTY);
        long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
        Finding.unless(held == 0, "leaked buffers of %d bytes", held);
        Finding.unless(timer.pending() == 0, "%d timers left", timer.pending());
    }
}
