package io.rollcall.server.bench;

import org.jspecify.annotations.Nullable;

/**
 * What a connection says and expects. Immutable, but for what counts.
 *
 * @param setup sent at first; may be empty
 * @param linesToSkip how many lines come before anything was asked for and in answer to the setup
 * @param request sent again and again; null for nothing
 * @param reply what must come for each request; null for whatever comes
 */
record Script(
        String setup,
        int linesToSkip,
        @Nullable Numbered request,
        @Nullable Numbered reply) {}
