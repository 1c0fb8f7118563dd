package io.rollcall.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what the filter and the decoder must make of a whole stream, in the plainest way: all bytes at once, regular
 * expressions, and the JDK's own UTF-8 and character classes. A string stands for bytes, one char for each.
 */
final class ReferenceCodec {
    private static final Pattern HTTP = Pattern.compile("[A-Z]+ [^ ]+ HTTP/1\\.[0-9]");
    private static final String BIDIRECTIONAL =
            "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    final StringBuilder replies = new StringBuilder();
    final List<String> inputs = new ArrayList<>();
    private final int maxLineBytes;

    ReferenceCodec(int maxLineBytes, String stream) {
        this.maxLineBytes = maxLineBytes;
        decode(stream.startsWith("\26\3") ? stream : withoutTelnet(stream));
        inputs.add("end");
    }

    private String withoutTelnet(String stream) {
        StringBuilder text = new StringBuilder();
        Set<String> refused = new HashSet<>();
        int i = 0;
        while (i < stream.length()) {
            char next = i + 1 < stream.length() ? stream.charAt(i + 1) : 0;
            if (stream.charAt(i) != 255 || next < 240) {
                text.append(stream.charAt(i++));
            } else if (next == 255) {
                text.append((char) 255);
                i += 2;
            } else if (next == 250) {
                i = endOfSubNegotiation(stream, i + 2);
            } else if (next > 250) {
                answer(stream.substring(i + 1, Math.min(i + 3, stream.length())), refused);
                i += 3;
            } else {
                i += 2;
            }
        }
        return text.toString();
    }

    private static int endOfSubNegotiation(String stream, int from) {
        for (int i = from; i + 1 < stream.length(); i++) {
            if (stream.charAt(i) == 255) {
                char next = stream.charAt(i + 1);
                if (next == 240) {
                    return i + 2;
                }
                if (next >= 250 && next <= 254) {
                    return i;
                }
                i++;
            }
        }
        return stream.length();
    }

    private void answer(String request, Set<String> refused) {
        char verb = request.charAt(0);
        boolean refusable = request.length() == 2 && (verb == 251 || verb == 253);
        if (refusable && (refused.add(request) || request.equals("\375\6"))) {
            replies.append('\377').append(verb == 251 ? '\376' : '\374').append(request.charAt(1));
        }
    }

    private void decode(String text) {
        if (text.startsWith("\26\3")) {
            inputs.add("WRONGPROTOCOL/null");
            return;
        }
        int tooLong = 0;
        boolean first = true;
        while (!text.isEmpty() && tooLong < 3) {
            int end = indexOfEnd(text);
            String line = text.substring(0, end);
            String rest = text.substring(end);
            LineEnd lineEnd = rest.isEmpty()
                    ? null
                    : rest.startsWith("\n") ? LineEnd.LF : rest.startsWith("\r\n") ? LineEnd.CRLF : LineEnd.CRNUL;
            if (first && HTTP.matcher(line).matches()) {
                inputs.add("WRONGPROTOCOL/" + lineEnd);
                return;
            }
            tooLong += line.length() > maxLineBytes ? 1 : 0;
            inputs.add(judge(line) + "/" + lineEnd);
            first = false;
            text = lineEnd == null ? "" : rest.substring(lineEnd.length());
        }
    }

    private static int indexOfEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\n", i) || text.startsWith("\r\n", i) || text.startsWith("\r\0", i)) {
                return i;
            }
        }
        return text.length();
    }

    private String judge(String line) {
        if (line.length() > maxLineBytes) {
            return "TOOLONG";
        }
        int i = 0;
        while (i < line.length()) {
            String character = character(line, i);
            if (character == null) {
                return "BADLINE " + i;
            }
            i += character.getBytes(StandardCharsets.UTF_8).length;
        }
        return new String(Peer.bytes(line), StandardCharsets.UTF_8);
    }

    /** Returns the character at an index where it is valid and allowed. */
    private static @Nullable String character(String line, int from) {
        for (int to = from + 1; to <= Math.min(from + 4, line.length()); to++) {
            byte[] bytes = Peer.bytes(line.substring(from, to));
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
                return isAllowed(text.codePointAt(0)) ? text : null;
            }
        }
        return null;
    }

    private static boolean isAllowed(int codePoint) {
        int type = Character.getType(codePoint);
        return codePoint == '\t'
                || (type != Character.CONTROL
                        && type != Character.LINE_SEPARATOR
                        && type != Character.PARAGRAPH_SEPARATOR
                        && BIDIRECTIONAL.indexOf(codePoint) < 0);
    }
}
