package io.rollcall.server.top;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server at one moment, as its observer tells of it: the document of {@code /api/top}. What is not in it counts as 0 or as
 * empty, so that another version of the server can be looked at. Immutable.
 *
 * @param document what was told
 */
public record Snapshot(Map<?, ?> document) {
    private Object at(String... path) {
        Object found = document;
        for (String name : path) {
            Object member = found instanceof Map<?, ?> members ? members.get(name) : null;
            found = member == null ? "" : member;
        }
        return found;
    }

    long number(String... path) {
        return at(path) instanceof Number number ? number.longValue() : 0;
    }

    /** Returns a text that is fit to be shown. */
    String text(String... path) {
        return Cells.shown(String.valueOf(at(path)));
    }

    boolean is(String name) {
        return Boolean.TRUE.equals(document.get(name));
    }

    /** {@return whether the paces of connections are those of the last moments} */
    public boolean isPaced() {
        return is("paced");
    }

    long total() {
        return number("connections", "total");
    }

    List<Map<?, ?>> rows() {
        return list(at("connections", "rows"));
    }

    /** Returns the objects of a list. */
    static List<Map<?, ?>> list(@Nullable Object value) {
        return value instanceof List<?> all
                ? all.stream()
                        .filter(each -> each instanceof Map<?, ?>)
                        .<Map<?, ?>>map(each -> (Map<?, ?>) each)
                        .toList()
                : List.of();
    }
}
