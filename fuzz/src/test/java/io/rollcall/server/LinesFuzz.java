package io.rollcall.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Filter and decoder: however a stream is cut into reads they make the same of it, and what the reference says; what
 * they let through is a line, and nothing but the unfinished line is kept.
 */
final class LinesFuzz {
    private static final int MAX_LINE_BYTES = 16;

    private LinesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String stream = new String(input, StandardCharsets.ISO_8859_1);
        ReferenceCodec reference = new ReferenceCodec(MAX_LINE_BYTES, stream);
        List<String> expected =
                reference.inputs.stream().map(LinesFuzz::withoutWords).toList();
        for (List<String> portions : Cuts.of(stream)) {
            String how = portions.size() + " portions";
            List<String> inputs = new ArrayList<>();
            Finding.unlessEqual("telnet's replies, " + how, decode(portions, inputs), reference.replies.toString());
            Finding.unlessEqual("inputs, " + how, inputs, expected);
            scan(portions);
        }
    }

    /** Adds what comes of the portions to a list, and returns what was replied. */
    private static String decode(List<String> portions, List<String> inputs) {
        StringBuilder replies = new StringBuilder();
        try (Peer peer = Peer.ofBoth(MAX_LINE_BYTES)) {
            for (String portion : portions) {
                peer.feed(portion);
                take(peer, inputs);
                replies.append(peer.replies());
                Finding.unless(peer.heldBytes() == 0, "holds %d bytes of buffers between reads", peer.heldBytes());
            }
            peer.endInput();
            take(peer, inputs);
            replies.append(peer.replies());
        }
        return replies.toString();
    }

    private static void take(Peer peer, List<String> inputs) {
        for (Input input = peer.channel.readInbound(); input != null; input = peer.channel.readInbound()) {
            if (input instanceof Line line) {
                String fault = LineScanner.fault(line.toBytes());
                Finding.unless(fault == null, "a line with %s", fault);
                Finding.unless(line.length() <= MAX_LINE_BYTES, "a line of %d bytes", line.length());
            }
            inputs.add(withoutWords(Peer.words(input)));
        }
    }

    private static void scan(List<String> portions) {
        LineScanner scanner = new LineScanner(MAX_LINE_BYTES);
        for (String portion : portions) {
            Block in = Block.of(Peer.bytes(portion));
            while (!in.isEmpty()) {
                scanner.next(in);
                Finding.unless(scanner.heldBytes() <= MAX_LINE_BYTES, "keeps %d bytes", scanner.heldBytes());
            }
        }
    }

    /** The reference knows a refusal's code and offset, not its words. */
    private static String withoutWords(String input) {
        return input.replaceFirst("^(BADLINE [0-9]+|TOOLONG|WRONGPROTOCOL) [^/]*/", "$1/");
    }
}
