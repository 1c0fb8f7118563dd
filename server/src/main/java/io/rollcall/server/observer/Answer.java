package io.rollcall.server.observer;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param status the status
 * @param type the media type
 * @param body the body
 * @param more further headers
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares answers, and a copy of each page would be waste
record Answer(HttpResponseStatus status, String type, byte[] body, Map<String, String> more) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    /** Answers with a few words, which tell people what was wrong. */
    static Answer words(HttpResponseStatus status, String words) {
        return new Answer(status, PLAIN, (words + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer ok(String type, byte[] body) {
        return new Answer(HttpResponseStatus.OK, type, body, Map.of());
    }

    static Answer json(byte[] body) {
        return ok("application/json", body);
    }

    Answer with(String header, String value) {
        return new Answer(status, type, body, Map.of(header, value));
    }
}
