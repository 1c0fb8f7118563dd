package io.rollcall.server.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the observer answers, byte by byte, to browsers and to those who are none. */
class RequestHandlerTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Shown shown = new Shown(10);
    private final Chronicle chronicle = new Chronicle();
    private final Looks looks = new Looks();
    private final Viewers viewers = new Viewers();
    private final EmbeddedChannel channel = channel("observer.test", TOKEN);

    private EmbeddedChannel channel(String host, String token) {
        HostGate gate = new HostGate(host, token);
        Api api = new Api(shown, chronicle, gate.allowsActions());
        EmbeddedChannel made = new EmbeddedChannel(
                new ObserverPipeline(() -> new RequestHandler(gate, new Assets(), viewers, looks, api)));
        made.freezeTime();
        return made;
    }

    @AfterEach
    void stop() {
        looks.stop();
        channel.finishAndReleaseAll();
    }

    private static String request(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: localhost:9998\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
    }

    private String ask(String request) {
        return ask(channel, request);
    }

    private static String ask(EmbeddedChannel channel, String request) {
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.UTF_8));
        return answer(channel);
    }

    private static String answer(EmbeddedChannel channel) {
        StringBuilder said = new StringBuilder();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (said.isEmpty() && System.nanoTime() < deadline) {
            channel.runPendingTasks();
            for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
                said.append(part.toString(StandardCharsets.UTF_8));
                part.release();
            }
            Thread.onSpinWait();
        }
        return said.toString();
    }

    private static Object json(String answer) throws IOException {
        return Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:9998", "127.0.0.1:1", "[::1]:9998", "OBSERVER.test", "observer.test:9998"
            })
    void host_ofThisObserver_isServed(String host) {
        assertThat(ask("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9998",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                ""
            })
    void host_ofAnotherSite_isForbidden(String host) {
        for (String path : List.of("/", "/healthz", "/metrics", "/api/info", "/api/stream", "/nowhere")) {
            EmbeddedChannel fresh = channel("observer.test", TOKEN);
            assertThat(ask(fresh, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("connection: close")
                    .doesNotContain("connections");
            assertThat(fresh.isOpen()).isFalse();
        }
    }

    @Test
    void host_missingOrTwice_isABadRequest() {
        assertThat(ask("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(ask(channel("h", null), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void anyAnswer_hasAPolicyWithoutAnythingInlineOrFromElsewhere() {
        for (String path : List.of("/", "/observer.js", "/uplot.js", "/uplot.css", "/api/info", "/nowhere")) {
            assertThat(ask(request("GET " + path)))
                    .contains("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';")
                    .doesNotContain("unsafe-inline")
                    .contains("X-Content-Type-Options: nosniff");
        }
    }

    @Test
    void page_hasNoScriptOrStyleOfItsOwnAndNothingFromElsewhere() {
        String page = ask(request("GET /"));
        assertThat(page).contains("<title>Rollcall");
        assertThat(page)
                .doesNotContainPattern("<script(?![^>]*src=\"/)")
                .doesNotContain("<style", "style=", "onclick", "//");
    }

    @Test
    void method_other_isRefusedWithThoseAllowed() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "FOO")) {
            assertThat(ask(request(method + " /api/info")))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD");
        }
        assertThat(ask(request("HEAD /healthz"))).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void sizes_beyondTheirBounds_areRefusedAndClosed() {
        String long1 = "a".repeat(ObserverPipeline.LONGEST_LINE);
        EmbeddedChannel second = channel("h", null);
        EmbeddedChannel third = channel("h", null);
        assertThat(ask(request("GET /" + long1))).startsWith("HTTP/1.1 414 ");
        assertThat(ask(second, request("GET /", "X: " + "a".repeat(ObserverPipeline.LARGEST_HEADER))))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask(third, request("POST /api/kick", "Content-Length: " + (ObserverPipeline.LARGEST_BODY + 1))))
                .startsWith("HTTP/1.1 413 ");
        assertThat(List.of(channel.isOpen(), second.isOpen())).containsOnly(false);
    }

    @Test
    void connection_thatSaysNothingOrTooSlowly_isClosedInTime() {
        channel.writeInbound(Unpooled.copiedBuffer("GET / HT", StandardCharsets.UTF_8));
        channel.advanceTimeBy(RequestDeadline.SECONDS - 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(Unpooled.copiedBuffer("TP", StandardCharsets.UTF_8));
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void connection_kept_isServedAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(RequestDeadline.SECONDS - 1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(ask(request("GET /healthz"))).endsWith("ok\n");
        }
        channel.writeInbound(
                Unpooled.copiedBuffer(request("GET /api/info") + request("GET /healthz"), StandardCharsets.UTF_8));
        String both = answer(channel);
        if (!both.endsWith("ok\n")) { // they may come together
            both += answer(channel);
        }
        assertThat(both).contains("connections").endsWith("ok\n");
    }

    @Test
    void action_withoutTokenOrOfAnotherOrigin_isRefused() {
        String origin = "Origin: http://localhost:9998";
        String token = "Authorization: Bearer " + TOKEN;
        assertThat(ask(request("GET /api/kick?id=c1", origin, token))).startsWith("HTTP/1.1 405 ");
        assertThat(ask(request("POST /api/kick?id=c1", origin))).startsWith("HTTP/1.1 401 ");
        assertThat(ask(request("POST /api/kick?id=c1", origin, token + "x"))).startsWith("HTTP/1.1 401 ");
        assertThat(ask(request("POST /api/kick?id=c1", token))).startsWith("HTTP/1.1 403 ");
        assertThat(ask(request("POST /api/drain", "Origin: http://evil.example", token)))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask(request("POST /api/drain", origin, token, "Sec-Fetch-Site: cross-site")))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask(channel("h", null), request("POST /api/drain", origin, token)))
                .startsWith("HTTP/1.1 403 ");
        assertThat(shown.kicked).isEmpty();
        assertThat(ask(request("POST /api/kick?id=c1&reason=go+away", origin, token)))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask(request("POST /api/drain", origin, token))).startsWith("HTTP/1.1 200 ");
        assertThat(shown.kicked).containsExactly("c1 go away", "all");
    }

    @Test
    void token_shownToWhoeverAsks_mustBeRight() {
        String wrong = "Authorization: Bearer " + TOKEN + "x";
        for (String path : List.of("/", "/api/info", "/metrics", "/api/stream")) {
            assertThat(ask(channel("h", TOKEN), request("GET " + path, wrong))).startsWith("HTTP/1.1 401 ");
        }
        assertThat(ask(request("GET /api/info", "Authorization: Bearer " + TOKEN)))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask(request("GET /api/info", "Authorization: Basic eDp5"))).startsWith("HTTP/1.1 200 ");
        assertThat(ask(channel("h", null), request("GET /api/info", wrong))).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out", "lines", "holds", "crashes", "rate", "mailbox", "pending"})
    void connections_sortedByAFigure_haveTheGreatestFirst(String order) throws Exception {
        Map<?, ?> page = (Map<?, ?>) json(ask(request("GET /api/connections?down=1&sort=" + order)));
        List<Integer> figures = new java.util.ArrayList<>();
        for (Object row : (List<?>) page.get("rows")) {
            figures.add((Integer) ((Map<?, ?>) row).get(order));
        }
        if (order.equals("holds")) { // here a row tells of the one name that it has
            assertThat(ask(request("GET /api/connections?down=1&sort=holds")))
                    .containsSubsequence("\"c5\"", "\"c10\"", "\"c6\"");
        } else {
            assertThat(figures).hasSize(10).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        }
    }

    @Test
    void readiness_isFalseWhileNotServing() {
        assertThat(ask(request("GET /readyz"))).startsWith("HTTP/1.1 200 ");
        shown.ready = false;
        assertThat(ask(request("GET /readyz"))).startsWith("HTTP/1.1 503 ");
        assertThat(ask(request("GET /healthz"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void readiness_ofASuspendedNode_isFalseAndItsHealthIsGood() {
        Shown.Nodes nodes = new Shown.Nodes();
        shown.nodes = nodes;
        assertThat(ask(request("GET /readyz"))).startsWith("HTTP/1.1 200 ");
        nodes.suspended = "no majority";
        assertThat(ask(request("GET /readyz"))).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\nsuspended\n");
        assertThat(ask(request("GET /healthz"))).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nodes", "/api/cluster/names", "/api/cluster/properties"})
    void documentOfACluster_ofAServerByItself_isNotThere(String path) {
        assertThat(ask(request("GET " + path))).startsWith("HTTP/1.1 404 ");
        shown.nodes = new Shown.Nodes();
        assertThat(ask(request("GET " + path))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void nodes_areListedWithWhatTheySayOfThemselves() throws Exception {
        shown.nodes = new Shown.Nodes();
        Map<?, ?> nodes = (Map<?, ?>) json(ask(request("GET /api/nodes")));
        assertThat(nodes.get("suspended")).isNull();
        assertThat((List<?>) nodes.get("rows"))
                .extracting("id", "role", "state", "here", "term", "applied", "lag", "connections", "why")
                .containsExactly(
                        tuple("n1", "leader", "up", true, 4, 100, 0, 7, ""),
                        tuple("n2", "voter", "suspended", false, 4, 90, 10, 8, "no majority"),
                        tuple("n3", "voter", "silent", false, null, null, null, null, ""));
    }

    private List<Object> names(String query) throws IOException {
        Map<?, ?> page = (Map<?, ?>) json(ask(request("GET /api/cluster/names?" + query)));
        return ((List<?>) page.get("rows"))
                .stream().<Object>map(row -> ((Map<?, ?>) row).get("name")).toList();
    }

    @Test
    void namesOfAllNodes_byPrefixNodeAndWhatCameBefore_areThePartAskedFor() throws Exception {
        shown.nodes = new Shown.Nodes();
        String all = ask(request("GET /api/cluster/names?limit=1"));
        assertThat(json(all)).extracting("total", "offset").containsExactly(12, 0);
        assertThat(all)
                .contains("{\"name\":\"user01\",\"node\":\"n2\",\"holder\":\"n2.c1\",\"value\":\"\",\"token\":99}");
        assertThat(names("prefix=user1")).containsExactly("user10", "user11", "user12");
        assertThat(names("node=n1")).containsExactly("user03", "user06", "user09", "user12");
        assertThat(names("node=n1&prefix=user0&after=user03")).containsExactly("user06", "user09");
        assertThat(names("after=user035&limit=2")).containsExactly("user04", "user05");
        assertThat(names("after=user03&offset=1&limit=1")).containsExactly("user05");
        assertThat(names("after=user12")).isEmpty();
        assertThat(names("node=n4")).isEmpty();
        assertThat(names("sort=token&limit=2")).containsExactly("user12", "user11");
        assertThat(names("sort=holder&limit=3")).containsExactly("user03", "user06", "user09");
        assertThat(ask(request("GET /api/cluster/names?after=user03&down=1"))).startsWith("HTTP/1.1 400 ");
        assertThat(ask(request("GET /api/cluster/names?after=user03&sort=token")))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void namesOfAllNodes_askedForByMany_areListedOnce() throws Exception {
        Shown.Nodes nodes = new Shown.Nodes();
        shown.nodes = nodes;
        long before = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(names("prefix=user0")).hasSize(9);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before);
        assertThat(nodes.listed.get()).isLessThanOrEqualTo((int) (1 + 2 * seconds));
    }

    @Test
    void propertiesOfAllNodes_areCountedByNodeAndInAll() {
        shown.nodes = new Shown.Nodes();
        assertThat(ask(request("GET /api/cluster/properties?down=1")))
                .containsSubsequence(
                        "{\"name\":\"room\",\"members\":5,\"nodes\":{", "{\"name\":\"lobby\",\"members\":1,")
                .contains("\"n3\":3");
        assertThat(ask(request("GET /api/cluster/properties?q=OBB"))).contains("\"total\":1");
    }

    @Test
    void metrics_ofANode_tellHowItStands() {
        assertThat(ask(request("GET /metrics"))).contains("rollcall_ready 1.0").doesNotContain("rollcall_cluster");
        Shown.Nodes nodes = new Shown.Nodes();
        nodes.suspended = "no majority";
        shown.nodes = nodes;
        assertThat(ask(channel("h", null), request("GET /metrics")))
                .contains("rollcall_ready 0.0", "rollcall_cluster_suspended 1.0", "rollcall_cluster_leader 1.0");
    }

    @Test
    void connections_sortedAndPaged_areThePartAskedFor() throws Exception {
        String answer = ask(request("GET /api/connections?sort=pending&down=1&offset=2&limit=3"));
        assertThat(json(answer)).extracting("total", "offset").containsExactly(10, 2);
        assertThat(answer).containsSubsequence("\"c8\"", "\"c7\"", "\"c6\"").doesNotContain("\"c9\"", "\"c5\"");
        assertThat(ask(request("GET /api/connections?q=USER10")))
                .contains("\"total\":1")
                .contains("\"c10\"");
        assertThat(ask(request("GET /api/connections?of=%23even"))).contains("\"total\":5");
        assertThat(ask(request("GET /api/connections?of=%401"))).contains("\"total\":5");
        assertThat(ask(request("GET /api/connections?offset=11"))).contains("\"rows\":[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort=nothing", "offset=-1", "limit=x", "offset=9999999999999999999", "q=%zz"})
    void query_wrong_isABadRequest(String query) {
        assertThat(ask(request("GET /api/connections?" + query))).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void stream_begins_isSentEachFrameUnlessItHasNotTakenTheLast() {
        assertThat(ask(request("GET /api/stream")))
                .contains("text/event-stream")
                .contains("retry: 1000");
        viewers.send("data: 1\n\n");
        assertThat(answer(channel)).contains("data: 1");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        viewers.send("data: 2\n\n");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        viewers.send("data: 3\n\n");
        assertThat(answer(channel)).contains("data: 3").doesNotContain("data: 2");
        channel.writeInbound(Unpooled.copiedBuffer(request("GET /healthz"), StandardCharsets.UTF_8));
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).isEmpty();
        channel.close();
        assertThat(viewers.count()).isZero();
    }

    @Test
    void stream_oneTooMany_isToldSo() {
        for (int i = 0; i < Viewers.MOST; i++) {
            assertThat(ask(channel("h", null), request("GET /api/stream"))).startsWith("HTTP/1.1 200 ");
        }
        assertThat(ask(request("GET /api/stream"))).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void dead_moreThanAreKept_areTheLast() throws Exception {
        for (int i = 1; i <= Chronicle.DEAD + 1; i++) {
            chronicle.ended(new Chronicle.Dead("c" + i, "p", "p", "made-up", 1, 2, 3, 4, 0, List.of()));
        }
        Map<?, ?> dead = (Map<?, ?>) json(ask(request("GET /api/dead")));
        assertThat(dead.get("ended")).isEqualTo(Chronicle.DEAD + 1);
        assertThat((List<?>) dead.get("rows"))
                .hasSize(Chronicle.DEAD)
                .first()
                .extracting("id")
                .isEqualTo("c2");
        assertThat(chronicle.ends().get("other").sum()).isEqualTo(Chronicle.DEAD + 1);
    }
}
