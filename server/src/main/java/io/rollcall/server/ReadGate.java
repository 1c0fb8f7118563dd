package io.rollcall.server;

import io.netty.channel.ChannelConfig;

/** Reads a channel while nothing is against it: neither its mailbox nor its pace. Confined to its event loop. */
final class ReadGate {
    private final ChannelConfig config;
    private boolean room = true;
    private boolean pace = true;

    ReadGate(ChannelConfig config) {
        this.config = config;
    }

    /** Says whether the mailbox has room. */
    void room(boolean present) {
        room = present;
        config.setAutoRead(room && pace);
    }

    /** Says whether the peer may send another line by now. */
    void pace(boolean kept) {
        pace = kept;
        config.setAutoRead(room && pace);
    }
}
