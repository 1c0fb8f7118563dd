package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.rollcall.server.observer.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window, and what a person does with a page of it: looks, types, makes it narrower. It is told so
 * over its DevTools protocol. Where there is none the test is left out, except where all must run: with {@code CI=true}.
 * Confined to one thread.
 */
final class Browser implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final Map<String, Integer> KEY_CODES = Map.of(
            "Tab",
            9,
            "Enter",
            13,
            "Escape",
            27,
            " ",
            32,
            "End",
            35,
            "Home",
            36,
            "PageDown",
            34,
            "ArrowUp",
            38,
            "ArrowDown",
            40);

    private final Child chromium;
    private final WebSocket socket;
    private final AtomicLong asked = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<?, ?>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<Map<?, ?>> traced = new ConcurrentLinkedQueue<>();
    private volatile CompletableFuture<Void> trace = new CompletableFuture<>();

    private Browser(Child chromium) throws IOException, InterruptedException {
        this.chromium = chromium;
        Matcher told = LISTENING.matcher(
                chromium.awaitErrors(text -> LISTENING.matcher(text).find()));
        assertThat(told.find()).isTrue();
        HttpClient client = HttpClient.newHttpClient();
        byte[] pages = client.send(
                        HttpRequest.newBuilder(URI.create("http://" + told.group(1) + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
        String page = ((List<?>) Json.read(pages))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> each.get("type").equals("page"))
                        .map(each -> (String) each.get("webSocketDebuggerUrl"))
                        .findFirst()
                        .orElseThrow();
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Ear())
                .join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "");
        }
    }

    /**
     * Starts one.
     *
     * @param profile a directory that is not there yet
     */
    static Browser start(Path profile) throws IOException, InterruptedException {
        Child chromium = Child.start(List.of(
                RealClientTest.program("chromium"),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
        try {
            return new Browser(chromium);
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            chromium.close();
            throw failed;
        }
    }

    /** Opens a page, and forgets what was complained of and asked for before. */
    void open(String address) {
        call("Page.navigate", "\"url\":" + quoted("about:blank"));
        complaints.clear();
        requests.clear();
        call("Page.navigate", "\"url\":" + quoted(address));
        await("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Runs a script in the page, and returns what it came to, or what its promise did. */
    @Nullable Object run(String script) {
        Map<?, ?> answer = call(
                "Runtime.evaluate",
                "\"awaitPromise\":true,\"returnByValue\":true,\"expression\":"
                        + quoted("(async () => " + script + ")()"));
        assertThat(answer.get("exceptionDetails")).as(script).isNull();
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** Returns what a script came to, as text. */
    String text(String script) {
        return String.valueOf(run(script));
    }

    /** Waits until a condition holds in the page. */
    void await(String condition) {
        long deadline = System.nanoTime() + Child.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (Boolean.TRUE.equals(
                    run("new Promise(done => { const end = Date.now() + 2000; const look = () => { let is = false;"
                            + " try { is = Boolean(" + condition + "); } catch (missing) { /* not yet there */ }"
                            + " if (is || Date.now() > end) done(is); else setTimeout(look, 15); }; look(); })"))) {
                return;
            }
        }
        throw new AssertionError("in vain for " + condition + " in:\n" + text("document.body.innerText"));
    }

    /** Presses keys, each down and up. */
    void press(String... keys) {
        for (String key : keys) {
            boolean back = key.equals("Shift+Tab");
            String named = back ? "Tab" : key;
            String what = "\"key\":%s,\"code\":%s,\"windowsVirtualKeyCode\":%d,\"modifiers\":%d"
                    .formatted(
                            quoted(named),
                            quoted(named.equals(" ") ? "Space" : named),
                            KEY_CODES.get(named),
                            back ? 8 : 0);
            String text = named.equals("Enter") ? ",\"text\":\"\\r\"" : named.equals(" ") ? ",\"text\":\" \"" : "";
            call(
                    "Input.dispatchKeyEvent",
                    "\"type\":\"" + (text.isEmpty() ? "rawKeyDown" : "keyDown") + "\"," + what + text);
            call("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + what);
        }
    }

    void type(String text) {
        call("Input.insertText", "\"text\":" + quoted(text));
    }

    /** Makes the window so large, and dark or light. */
    void dress(int width, int height, boolean dark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                "\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false".formatted(width, height));
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]"
                        .formatted(dark ? "dark" : "light"));
    }

    /** Returns what is seen, as a PNG. */
    byte[] picture() {
        return Base64.getDecoder()
                .decode((String) call("Page.captureScreenshot", "").get("data"));
    }

    /**
     * Has something done, and returns how many milliseconds of a processor the longest task of the page's own thread took
     * meanwhile. What else the machine is busy with does not count.
     */
    double longestTask(Runnable action) {
        traced.clear();
        trace = new CompletableFuture<>();
        call("Tracing.start", "\"transferMode\":\"ReportEvents\",\"categories\":\"-*,toplevel\"");
        action.run();
        call("Tracing.end", "");
        trace.orTimeout(Child.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        Set<String> mains = traced.stream()
                .filter(event -> String.valueOf(event.get("args")).contains("CrRendererMain"))
                .map(Browser::thread)
                .collect(Collectors.toSet());
        return traced.stream()
                .filter(event -> event.get("tdur") != null && mains.contains(thread(event)))
                .mapToDouble(event -> ((Number) event.get("tdur")).doubleValue() / 1000)
                .max()
                .orElseThrow();
    }

    private static String thread(Map<?, ?> event) {
        return event.get("pid") + " " + event.get("tid");
    }

    /** Returns errors and warnings of the page, and what its policy has stopped. */
    List<String> complaints() {
        return complaints;
    }

    /** Returns all addresses that were asked for. */
    List<String> requests() {
        return requests;
    }

    /** Has the browser do what only its developers' tools can. */
    Map<?, ?> call(String method, String parameters) {
        long id = asked.incrementAndGet();
        CompletableFuture<Map<?, ?>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":%d,\"method\":\"%s\",\"params\":{%s}}".formatted(id, method, parameters), true)
                .join();
        Map<?, ?> said = answer.orTimeout(Child.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        assertThat(said.get("error")).as(method + " " + parameters).isNull();
        return (Map<?, ?>) said.get("result");
    }

    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private void heard(Map<?, ?> message) {
        if (message.get("id") instanceof Number id) {
            CompletableFuture<Map<?, ?>> asker = answers.remove(id.longValue());
            if (asker != null) {
                asker.complete(message);
            }
            return;
        }
        Map<?, ?> of = (Map<?, ?>) message.get("params");
        switch ((String) message.get("method")) {
            case "Runtime.consoleAPICalled", "Runtime.exceptionThrown" -> complaints.add(String.valueOf(of));
            case "Log.entryAdded" -> complaints.add(String.valueOf(((Map<?, ?>) of.get("entry")).get("text")));
            case "Network.requestWillBeSent" -> requests.add((String) ((Map<?, ?>) of.get("request")).get("url"));
            case "Tracing.dataCollected" -> ((List<?>) of.get("value")).forEach(event -> traced.add((Map<?, ?>) event));
            case "Tracing.tracingComplete" -> trace.complete(null);
            default -> {}
        }
    }

    /** Has it end by itself, so that nothing of it writes to its profile any more. */
    @Override
    public void close() {
        try {
            socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true).join();
            chromium.awaitExit();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            socket.abort();
            chromium.close();
        }
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder(); // of one thread at a time

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            begun.append(part);
            if (last) {
                byte[] message = begun.toString().getBytes(StandardCharsets.UTF_8);
                begun.setLength(0);
                try {
                    heard((Map<?, ?>) Json.read(message));
                } catch (IOException noJson) {
                    complaints.add(noJson.toString());
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            answers.values().forEach(each -> each.completeExceptionally(new IOException("the browser has gone")));
            return null;
        }
    }
}
