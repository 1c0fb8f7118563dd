package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The PROXY header alone: the same outcome however the stream is cut, no text before it is sound, and no buffer leaked. */
final class ProxyFuzz {
    /** Says nothing, which would take longer than all else. */
    private static final class Silent extends ServerEvents {
        @Override
        void proxyHeaderRefused(Channel peer, String words) {
            // the answer is looked at
        }
    }

    private ProxyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String stream = new String(input, StandardCharsets.ISO_8859_1);
        String whole = null;
        for (List<String> portions : Cuts.of(stream)) {
            String outcome = outcome(stream, portions);
            whole = whole == null ? outcome : whole;
            Finding.unlessEqual("outcome, " + portions.size() + " portions", outcome, whole);
        }
    }

    private static String outcome(String stream, List<String> portions) {
        StringBuilder text = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        ProxyHandshake handshake = new ProxyHandshake(origin -> null, new Silent());
        String address;
        try (Peer peer = Peer.of(new ChannelInboundHandlerAdapter())) {
            handshake.awaitOn(peer.channel);
            ProxyHandshake.beginsBefore(new ChannelInboundHandlerAdapter(), peer.channel);
            for (String portion : portions) {
                if (peer.channel.isOpen()) {
                    peer.feed(portion);
                }
                text.append(peer.text());
                replies.append(peer.replies());
            }
            address = String.valueOf(ProxyHandshake.addressOf(peer.channel));
        }
        Finding.unless(text.isEmpty() || replies.isEmpty(), "text and a refusal: %s", replies);
        Finding.unless(text.length() < Math.max(1, stream.length()), "text without a header");
        Finding.unless(replies.toString().matches("|-WRONGPROTOCOL [^\n]*\n"), "an answer: %s", replies);
        return address + " " + text + " " + replies;
    }
}
