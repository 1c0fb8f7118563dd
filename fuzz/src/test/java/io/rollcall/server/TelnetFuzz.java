package io.rollcall.server;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The telnet filter alone: the same text and replies however the stream is cut, plain text as it is, never more text
 * than came, and well-formed refusals, each once but the timing mark's.
 */
final class TelnetFuzz {
    private static final char IAC = 255;
    private static final char DONT = 254;
    private static final char WONT = 252;
    private static final String NO_TIMING_MARK = "\374\6";

    private TelnetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String stream = new String(input, StandardCharsets.ISO_8859_1);
        String whole = null;
        for (List<String> portions : Cuts.of(stream)) {
            String outcome = filter(stream, portions);
            whole = whole == null ? outcome : whole;
            Finding.unlessEqual("text and replies, " + portions.size() + " portions", outcome, whole);
        }
    }

    private static String filter(String stream, List<String> portions) {
        StringBuilder text = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        try (Peer peer = Peer.ofFilter()) {
            for (String portion : portions) {
                peer.feed(portion);
                text.append(peer.text());
                replies.append(peer.replies());
                Finding.unless(peer.heldBytes() == 0, "holds %d bytes of buffers between reads", peer.heldBytes());
            }
            peer.endInput();
            text.append(peer.text());
            replies.append(peer.replies());
        }
        Finding.unless(text.length() <= stream.length(), "%d bytes of text from %s", text.length(), stream);
        if (stream.indexOf(IAC) < 0 || stream.startsWith("\26\3")) {
            Finding.unlessEqual("plain text", text.toString(), stream);
            Finding.unless(replies.isEmpty(), "an answer to plain text");
        }
        check(replies.toString());
        return text + "/" + replies;
    }

    private static void check(String replies) {
        Finding.unless(replies.length() % 3 == 0, "replies cut short");
        Set<String> refused = new HashSet<>();
        for (int at = 0; at < replies.length(); at += 3) {
            String refusal = replies.substring(at + 1, at + 3);
            char verb = refusal.charAt(0);
            Finding.unless(replies.charAt(at) == IAC && (verb == DONT || verb == WONT), "no refusal at %d", at);
            Finding.unless(refused.add(refusal) || refusal.equals(NO_TIMING_MARK), "refused again at %d", at);
        }
    }
}
