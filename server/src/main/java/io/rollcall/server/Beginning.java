package io.rollcall.server;

import io.netty.util.ByteProcessor;
import java.util.List;

/** Recognizes the first bytes of a stream, fed in any portions, as one of a few; it keeps none of them. */
final class Beginning implements ByteProcessor {
    private final List<byte[]> patterns;
    private final boolean[] dead;
    private int seen;
    private boolean matched;

    Beginning(List<byte[]> patterns) {
        this.patterns = patterns;
        this.dead = new boolean[patterns.size()];
    }

    /** Tells whether the bytes so far are one of them. */
    boolean isMatched() {
        return matched;
    }

    /** Tells whether no bytes to come can make it one of them. */
    boolean isOther() {
        boolean other = !matched;
        for (boolean each : dead) {
            other &= each;
        }
        return other;
    }

    @Override
    public boolean process(byte value) {
        for (int i = 0; i < dead.length; i++) {
            byte[] pattern = patterns.get(i);
            if (!dead[i] && pattern[seen] != value) {
                dead[i] = true;
            } else if (!dead[i] && seen == pattern.length - 1) {
                matched = true;
            }
        }
        seen++;
        return !matched && !isOther();
    }
}
