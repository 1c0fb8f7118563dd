package io.rollcall.server.top;

import io.rollcall.server.observer.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks an observer how its server is. Confined to one thread. */
public final class ObserverClient {
    /** After so long without anybody who looks, the first paces are there. */
    private static final long PACED_MILLIS = 1500;

    private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(5);
    /** What 500 rows with eight keys of the greatest size take, and more. */
    private static final int LARGEST = 64 << 20;

    private final String where;
    private final @Nullable String token;

    /**
     * Makes one that has not asked yet.
     *
     * @param where such as {@code 127.0.0.1:9998} or {@code [::1]:9998}
     * @param token what is shown to the observer; null for nothing
     */
    public ObserverClient(String where, @Nullable String token) {
        this.where = where;
        this.token = token;
    }

    String where() {
        return where;
    }

    /**
     * Asks once, and a second time a moment later where nobody has looked lately, as paces are measured while somebody does.
     *
     * @param view what is to be seen
     * @return what was told
     * @throws UnansweredException if nothing was
     * @throws InterruptedException if this thread is interrupted
     */
    public Snapshot lookTwice(View view) throws UnansweredException, InterruptedException {
        Snapshot first = look(view);
        if (first.isPaced()) {
            return first;
        }
        Thread.sleep(PACED_MILLIS);
        return look(view);
    }

    /**
     * Asks once.
     *
     * @param view what is to be seen
     * @return what was told
     * @throws UnansweredException if nothing was
     */
    public Snapshot look(View view) throws UnansweredException {
        String query = "sort=" + view.sort().order() + "&down=" + (view.isUp() ? 0 : 1) + "&offset=" + view.offset()
                + "&limit=" + view.rows() + "&q=" + URLEncoder.encode(view.filter(), StandardCharsets.UTF_8);
        try {
            return ask(URI.create("http://" + where + "/api/top?" + query));
        } catch (SocketTimeoutException e) {
            throw new UnansweredException("the observer at " + where + " does not answer in time", true);
        } catch (UnknownHostException e) {
            throw nobody("unknown host");
        } catch (IOException | IllegalArgumentException e) {
            throw nobody(String.valueOf(e.getMessage()));
        }
    }

    private UnansweredException nobody(String why) {
        return new UnansweredException(
                "no observer answers at " + where + ": " + Cells.shown(why) + "; --observer says where one is", false);
    }

    private Snapshot ask(URI uri) throws IOException, UnansweredException {
        HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        http.setInstanceFollowRedirects(false);
        http.setConnectTimeout(PATIENCE_MILLIS);
        http.setReadTimeout(PATIENCE_MILLIS);
        if (token != null) {
            http.setRequestProperty("Authorization", "Bearer " + token);
        }
        int status = http.getResponseCode();
        try (InputStream in =
                status < HttpURLConnection.HTTP_BAD_REQUEST ? http.getInputStream() : http.getErrorStream()) {
            byte[] body = in == null ? new byte[0] : in.readNBytes(LARGEST);
            if (status != HttpURLConnection.HTTP_OK) {
                throw refused(status, new String(body, StandardCharsets.UTF_8));
            }
            return new Snapshot(document(body));
        }
    }

    private UnansweredException refused(int status, String words) {
        String first = Cells.cut(Cells.shown(words.lines().findFirst().orElse("")), 80);
        String why = switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                " does not take the token" + (token == null ? ": there is none, see --observer-token" : "");
            case HttpURLConnection.HTTP_NOT_FOUND -> " is none of Rollcall, or of another version";
            default -> " answers " + status + (first.isEmpty() ? "" : " " + first);
        };
        return new UnansweredException("the observer at " + where + why, status == HttpURLConnection.HTTP_UNAVAILABLE);
    }

    private Map<?, ?> document(byte[] body) throws UnansweredException {
        try {
            if (Json.read(body) instanceof Map<?, ?> document && document.containsKey("connections")) {
                return document;
            }
        } catch (IOException notJson) {
            // said below
        }
        throw refused(HttpURLConnection.HTTP_NOT_FOUND, "");
    }
}
