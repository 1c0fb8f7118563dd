package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.observer.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The observer of a server that is one of three nodes: its documents, its page, and {@code rollcall top}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObserverClusterTest {
    private static final String HOSTILE = "<img/src=x/onerror=window.hit=1>";
    private static final Written PAGE = new Written("docs/operations.md");
    private static final Pattern SERIES = Pattern.compile("(?m)^# TYPE (rollcall_\\w+) (\\w+)$");
    private static final Pattern SERIES_ROW = Pattern.compile("(?m)^\\| `(rollcall_\\w+)` \\| (\\w+) \\| \\S.* \\|$");

    @TempDir
    static Path directory;

    private static ClusterServers cluster;
    private static Browser browser;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<LineClient> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Observing observing = new Observing(ObserverAddress.parse("127.0.0.1:0"), null);
        cluster = ClusterServers.start(
                directory, Servers.options(), new Wiring(null, ProxyPeers.NONE, Map.of(), observing), null);
        browser = Browser.start(directory.resolve("profile"));
        browser.dress(1440, 900, false);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        for (LineClient client : open) {
            client.close();
        }
    }

    private LineClient client(String node) throws IOException {
        LineClient client = cluster.client(node);
        open.add(client);
        return client;
    }

    private static String address(String node) {
        return "127.0.0.1:" + cluster.server(node).observer().getPort();
    }

    private HttpResponse<String> get(String node, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + address(node) + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks until the answer is as wanted: what others confirmed is seen a moment later. */
    private List<Map<?, ?>> await(String node, String path, Predicate<List<Map<?, ?>>> wanted) throws Exception {
        long deadline = System.nanoTime() + 2 * Servers.DEADLINE.toNanos();
        List<Map<?, ?>> rows = rows(get(node, path));
        while (!wanted.test(rows) && System.nanoTime() < deadline) {
            rows = rows(get(node, path));
        }
        assertThat(wanted.test(rows)).as("%s", rows).isTrue();
        return rows;
    }

    private static List<Map<?, ?>> rows(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<?, ?> document = (Map<?, ?>) Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
        return ((List<?>) document.get("rows"))
                .stream().<Map<?, ?>>map(row -> (Map<?, ?>) row).toList();
    }

    private static String top(String node, String... more) {
        StringWriter out = new StringWriter();
        String[] command = Stream.concat(Stream.of("top", "--once", "--observer", address(node)), Stream.of(more))
                .toArray(String[]::new);
        assertThat(Main.execute(new PrintWriter(out), new PrintWriter(new StringWriter()), Map.of(), command))
                .isZero();
        return out.toString();
    }

    private static void look(String node, String view, String state) {
        browser.open("http://" + address(node) + "/#" + view);
        browser.await("document.getElementById('state').textContent === '" + state + "'");
    }

    private static void assertNothingAmiss(String node) {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(each -> each.startsWith("http://" + address(node) + "/"));
    }

    /** Returns what of a table is shown, a line for each row. */
    private static String table(String view) {
        return "[...document.querySelectorAll('#" + view + " .row:not([hidden])')]"
                + ".sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))"
                + ".map(row => [...row.children].map(cell => cell.textContent).join(' ').trim()).join('\\n')";
    }

    @Test
    @Order(1)
    void nodes_ofEachNode_tellWhoLeadsAndWhichItIs() throws Exception {
        client("n2").ask("/ping");
        List<String> leaders = new ArrayList<>();
        for (String node : List.of("n1", "n2", "n3")) {
            List<Map<?, ?>> rows = await(
                    node,
                    "/api/nodes",
                    all -> all.size() == 3
                            && all.stream().allMatch(row -> row.get("state").equals("up"))
                            && all.get(1).get("connections").equals(1));
            assertThat(rows).extracting("id").containsExactly("n1", "n2", "n3");
            assertThat(rows).filteredOn("here", true).extracting("id").containsExactly(node);
            assertThat(rows).filteredOn("role", "leader").hasSize(1);
            assertThat(rows)
                    .allSatisfy(row -> assertThat((Integer) row.get("applied")).isPositive());
            rows.stream()
                    .filter(row -> row.get("role").equals("leader"))
                    .forEach(row -> leaders.add((String) row.get("id")));
            assertThat(get(node, "/readyz").body()).isEqualTo("ready\n");
        }
        assertThat(leaders).hasSize(3).containsOnly(leaders.get(0));
    }

    @Test
    @Order(1)
    void namesAndProperties_heldOnAnyNode_areToldOnEach() throws Exception {
        LineClient one = client("n1");
        assertThat(one.ask("/name told-a its value")).isEqualTo("+OK");
        assertThat(client("n3").ask("/name told-b")).isEqualTo("+OK");
        one.ask("/join told-room");
        client("n1").ask("/join told-room");
        client("n3").ask("/join told-room");
        for (String node : List.of("n1", "n2", "n3")) {
            List<Map<?, ?>> names = await(node, "/api/cluster/names?prefix=told-", all -> all.size() == 2);
            assertThat(names).extracting("name").containsExactly("told-a", "told-b");
            assertThat(names).extracting("node").containsExactly("n1", "n3");
            assertThat((String) names.get(0).get("holder")).matches("n1\\.c\\d+");
            assertThat(names.get(0).get("value")).isEqualTo("its value");
            assertThat((Integer) names.get(1).get("token"))
                    .isGreaterThan((Integer) names.get(0).get("token"));
            List<Map<?, ?>> properties = await(
                    node,
                    "/api/cluster/properties?q=told-",
                    all -> all.size() == 1 && all.get(0).get("members").equals(3));
            assertThat(properties.get(0).get("nodes")).isEqualTo(Map.of("n1", 2, "n3", 1));
        }
        assertThat(await("n1", "/api/cluster/names?prefix=told-&node=n3", all -> !all.isEmpty()))
                .extracting("name")
                .containsExactly("told-b");
        assertThat(get("n1", "/api/cluster/properties").body()).doesNotContain(Connection.SOCKET_LISTENER.toString());
        assertThat(await("n1", "/api/names?sort=holder", all -> all.size() == 1))
                .hasSize(1); // this node's own
    }

    @Test
    @Order(1)
    void metrics_ofANode_areThoseOfThePageOfOperators() throws Exception {
        client("n1").ask("/name counted");
        await("n2", "/api/cluster/names", all -> all.size() == 1);
        String told = get("n2", "/metrics").body();
        assertThat(told)
                .contains(
                        "\nrollcall_cluster_nodes 3.0\n",
                        "\nrollcall_cluster_suspended 0.0\n",
                        "\nrollcall_ready 1.0\n")
                .contains("\nrollcall_cluster_names 1.0\n", "\nrollcall_cluster_messages_dropped_total 0.0\n")
                .containsPattern("\nrollcall_cluster_applied [1-9]")
                .containsPattern("\nrollcall_cluster_term [1-9]")
                .doesNotContain("counted", "\"n1\"");
        assertThat(kinds(SERIES, told)).isEqualTo(kinds(SERIES_ROW, PAGE.text()));
        long leaders = 0;
        for (String node : List.of("n1", "n2", "n3")) {
            leaders += get(node, "/metrics").body().contains("\nrollcall_cluster_leader 1.0\n") ? 1 : 0;
        }
        assertThat(leaders).isEqualTo(1);
    }

    private static Map<String, String> kinds(Pattern rows, String text) {
        return rows.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), (MatchResult row) -> row.group(2), (one, same) -> one, TreeMap::new));
    }

    @Test
    @Order(1)
    void top_ofANode_hasALineThatSaysHowItStands() throws Exception {
        client("n1").ask("/ping");
        await("n1", "/api/connections", all -> all.size() == 1);
        await("n1", "/api/names", List::isEmpty);
        List<String> lines = top("n1").lines().toList();
        assertThat(lines.get(1))
                .matches("node n1  (leader|voter)  leader n[123]  nodes 3  term \\d+  names everywhere \\d+");
        assertThat(lines.get(2))
                .isEqualTo("connections 1  names 0  properties 0  counters 0  memberships 0  waiting 0  watches 0");
        assertThat(top("n1", "--json")).contains("\"cluster\":{\"node\":\"n1\",");
    }

    @Test
    @Order(1)
    void page_ofANode_showsTheNodesAndWhoHoldsWhatWhere() throws Exception {
        LineClient one = client("n1");
        LineClient two = client("n2");
        assertThat(one.ask("/name " + HOSTILE + " <b>v</b>")).isEqualTo("+OK");
        assertThat(two.ask("/name shown-two")).isEqualTo("+OK");
        assertThat(one.ask("/join " + HOSTILE)).startsWith("+");
        two.ask("/join " + HOSTILE);
        look("n2", "cluster", "live");
        browser.await("!document.getElementById('view-cluster').hidden");
        browser.await(table("nodes-view") + ".match(/^n1 .* up .*\\nn2 \\(this one\\) .* up .*\\nn3 .* up /)");
        assertThat(browser.text(table("nodes-view"))).containsOnlyOnce("leader");
        browser.await(table("held-view") + ".split('\\n').length === 2");
        assertThat(browser.text(table("held-view")))
                .startsWith(HOSTILE + " n1.c")
                .contains("<b>v</b>", "\nshown-two n2.c");
        browser.await(table("shared-view") + " === '" + HOSTILE + " 2 n1 1  n2 1'");
        assertThat(browser.text("document.getElementById('cluster-line').textContent"))
                .contains("leads", "3 nodes have joined");
        assertThat(browser.run("document.getElementById('suspended').hidden")).isEqualTo(true);

        tabTo("Names that begin so");
        browser.type("shown");
        browser.await(table("held-view") + ".startsWith('shown-two n2.c')");
        tabTo("Holders on");
        browser.run(
                "(() => { const select = document.activeElement; select.value = 'n1'; select.dispatchEvent(new Event('change')); })()");
        browser.await("document.querySelector('#held-view .empty').textContent.startsWith('Nothing')");
        browser.run(
                "(() => { const input = document.querySelector('#held-view input'); input.value = ''; input.dispatchEvent(new Event('input')); })()");
        browser.await(table("held-view") + ".startsWith('" + HOSTILE + "')");
        tabTo("Names that begin so"); // the table itself
        browser.press("Enter");
        browser.await("document.getElementById('sheet').open");
        assertThat(browser.text("document.getElementById('sheet').innerText")).contains(HOSTILE, "n1.c", "<b>v</b>");
        browser.press("Escape");
        assertThat(browser.text("[window.hit, document.scripts.length, document.images.length].join()"))
                .isEqualTo(",2,1");
        assertNothingAmiss("n2");
    }

    private static void tabTo(String wanted) {
        for (int i = 0; i < 60; i++) {
            browser.press("Tab");
            if (browser.text(
                            "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()")
                    .startsWith(wanted)) {
                return;
            }
        }
        throw new AssertionError("Tab never comes to " + wanted);
    }

    @Test
    @Order(1)
    void page_ofAServerByItself_hasNothingOfACluster() throws Exception {
        try (LineServer alone =
                ObserverServerTest.start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), null)) {
            String origin = "http://127.0.0.1:" + alone.observer().getPort();
            browser.open(origin + "/#cluster");
            browser.await("document.getElementById('state').textContent === 'live'");
            assertThat(browser.text("document.body.innerText"))
                    .doesNotContainIgnoringCase("cluster", "node", "suspended");
            assertThat(browser.run("document.getElementById('view-tree').hidden"))
                    .isEqualTo(false);
            assertThat(browser.requests()).noneMatch(each -> each.contains("/api/nodes") || each.contains("/cluster"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** The last, as nothing is left to ask afterwards. */
    @Test
    @Order(2)
    void suspended_nodeWithoutAMajority_saysSoWhereverItIsAsked() throws Exception {
        client("n1").ask("/name kept");
        for (String node : List.of("n2", "n3")) {
            cluster.stop(node);
        }
        List<Map<?, ?>> rows = await(
                "n1",
                "/api/nodes",
                all -> all.stream().map(row -> row.get("state")).toList().equals(List.of("suspended", "gone", "gone")));
        assertThat((String) rows.get(0).get("why")).isNotEmpty();
        assertThat(get("n1", "/readyz"))
                .extracting(HttpResponse::statusCode, HttpResponse::body)
                .containsExactly(503, "suspended\n");
        assertThat(get("n1", "/healthz").statusCode()).isEqualTo(200);
        assertThat(get("n1", "/metrics").body())
                .contains("\nrollcall_cluster_suspended 1.0\n", "\nrollcall_ready 0.0\n");
        assertThat(top("n1")).contains("  suspended: ");
        assertReadable("n1", "suspended", "suspended gone gone");
        assertThat(browser.text("document.getElementById('suspended').textContent"))
                .startsWith("This node, n1, is suspended: ");
        assertNothingAmiss("n1");
    }

    /** Asserts that all fits and can be read, in three widths, dark and light; takes pictures where they are wanted. */
    private static void assertReadable(String node, String state, String states) throws IOException {
        for (int[] size : ObserverPicturesTest.SIZES) {
            for (boolean dark : List.of(false, true)) {
                String how = "%s, %d wide, %s".formatted(state, size[0], dark ? "dark" : "light");
                browser.dress(size[0], size[1], dark);
                look(node, "cluster", state);
                browser.await("[...document.querySelectorAll('#nodes-view .row:not([hidden])')]"
                        + ".map(row => row.children[2].textContent).join(' ') === '" + states + "'");
                browser.await("document.querySelector('#shared-view .count').textContent.endsWith('s')");
                assertThat(browser.text(ObserverPicturesTest.FAULTS)).as(how).isEmpty();
                assertThat(browser.run("document.getElementById('suspended').hidden"))
                        .as(how)
                        .isEqualTo(state.equals("live"));
                if (Boolean.getBoolean("rollcall.write") && size[0] == 1440 && state.equals("live")) {
                    Files.write(
                            Path.of("../docs/observer", "cluster-" + (dark ? "dark" : "light") + ".png"),
                            browser.picture());
                }
            }
        }
        browser.dress(1440, 900, false);
    }

    @Test
    @Order(1)
    void page_ofANodeInEveryWidthDarkAndLight_fitsAndIsReadable() throws Exception {
        int person = 0;
        for (String name : List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan")) {
            LineClient client = client("n" + (person % 3 + 1));
            assertThat(client.ask("/name " + name + " at table " + person)).isEqualTo("+OK");
            client.ask("/join room-" + person % 2);
            client.ask("/join lobby");
            person++;
        }
        await(
                "n2",
                "/api/cluster/properties?q=lobby",
                all -> all.size() == 1 && all.get(0).get("members").equals(9));
        await("n2", "/api/cluster/names", all -> all.size() == 9);
        assertReadable("n2", "live", "up up up");
    }
}
