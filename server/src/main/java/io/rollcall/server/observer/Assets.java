package io.rollcall.server.observer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the page is made of, all of it from the class path. Safe for any thread. */
final class Assets {
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private record Source(String path, String type) {}

    private static final Map<String, Source> SOURCES = Map.of(
            "/", new Source("page/index.html", "text/html; charset=utf-8"),
            "/observer.css", new Source("page/observer.css", STYLE),
            "/observer.js", new Source("page/observer.js", SCRIPT),
            "/table.js", new Source("page/table.js", SCRIPT),
            "/views.js", new Source("page/views.js", SCRIPT),
            "/charts.js", new Source("page/charts.js", SCRIPT),
            "/favicon.svg", new Source("page/favicon.svg", "image/svg+xml"),
            "/uplot.js", new Source(UPLOT + "uPlot.iife.min.js", SCRIPT),
            "/uplot.css", new Source(UPLOT + "uPlot.min.css", STYLE));

    private final Map<String, Answer> loaded = new ConcurrentHashMap<>();

    /** Returns what is at a path; empty for nothing. */
    Optional<Answer> at(String path) {
        Source source = SOURCES.get(path);
        return source == null ? Optional.empty() : Optional.of(loaded.computeIfAbsent(path, each -> load(source)));
    }

    private static Answer load(Source source) {
        try (InputStream bytes = source.path().startsWith("META-INF")
                ? Assets.class.getClassLoader().getResourceAsStream(source.path())
                : Assets.class.getResourceAsStream(source.path())) {
            if (bytes == null) {
                throw new IllegalStateException(source.path() + " is not on the class path");
            }
            return Answer.ok(source.type(), bytes.readAllBytes()).with("Cache-Control", "no-cache");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
