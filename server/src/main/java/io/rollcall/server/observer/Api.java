package io.rollcall.server.observer;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.rollcall.server.observer.ConnectionRow.Held;
import io.rollcall.server.observer.Tables.PropertyRow;
import io.rollcall.server.observer.Tables.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is behind the page: a document for each address. Confined to the looking thread, but for what is quick. */
final class Api {
    private static final int MOST_ROWS = 500;
    private static final int MOST_HELD = 8;
    private static final int MOST_EVENTS = 200;
    private static final long LOOKED_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** After so long each pace has been measured at least once. */
    private static final long PACED_NANOS = TimeUnit.MILLISECONDS.toNanos(1450);

    private final Observed observed;
    private final Chronicle chronicle;
    private final boolean acts;
    private final Tables tables;
    private final Samples samples;
    /** Made when somebody first asks, as its classes are many. */
    private @Nullable Metrics metrics;

    private final long startedMillis = System.currentTimeMillis();
    private long lastEvent;
    private long lookedNanos = System.nanoTime() - LOOKED_NANOS;
    /** Since when paces have been measured without a pause. */
    private long pacedSinceNanos;

    Api(Observed observed, Chronicle chronicle, boolean acts) {
        this.observed = observed;
        this.chronicle = chronicle;
        this.acts = acts;
        this.tables = new Tables(observed);
        this.samples = new Samples(observed, chronicle);
    }

    /** Answers what costs nothing, on any thread; null for what has to be looked up. */
    @Nullable Answer quick(String path) {
        return switch (path) {
            case "/healthz" -> Answer.words(HttpResponseStatus.OK, "ok");
            case "/readyz" -> readiness();
            default -> path.equals("/metrics") || path.startsWith("/api/") ? null : notFound();
        };
    }

    /** A node that may claim nothing is of no use to new clients; it is well nevertheless. */
    private Answer readiness() {
        String not = !observed.isReady() ? "not ready" : isSuspended() ? "suspended" : "";
        return not.isEmpty()
                ? Answer.words(HttpResponseStatus.OK, "ready")
                : Answer.words(HttpResponseStatus.SERVICE_UNAVAILABLE, not);
    }

    private boolean isSuspended() {
        return observed.cluster().flatMap(ClusterView::suspended).isPresent();
    }

    private static Answer notFound() {
        return Answer.words(HttpResponseStatus.NOT_FOUND, "there is nothing here");
    }

    /** Answers what was asked for, which the gate has let through. */
    Answer answer(QueryStringDecoder target) {
        Parameters given = new Parameters(target.parameters());
        return switch (target.path()) {
            case "/metrics" -> Answer.ok(Metrics.TYPE, metrics().text());
            case "/api/kick" -> kick(given);
            case "/api/drain" -> drain();
            default -> {
                Object found = find(target.path(), given);
                yield found == null ? notFound() : Answer.json(Json.of(found));
            }
        };
    }

    private Metrics metrics() {
        Metrics present = metrics == null ? new Metrics(observed, chronicle) : metrics;
        metrics = present;
        return present;
    }

    private @Nullable Object find(String path, Parameters given) {
        return switch (path) {
            case "/api/info" -> observed.info();
            case "/api/limits" -> limits();
            case "/api/tree" -> tree();
            case "/api/connections" -> connections(given);
            case "/api/connection" -> connection(given.text("id"));
            case "/api/names" -> page(given, "names", "name", row -> name((Observed.NameRow) row));
            case "/api/properties" -> page(given, "properties", "members", row -> property((PropertyRow) row));
            case "/api/samples" -> samples.all();
            case "/api/events" -> events(given.number("after", 0, Long.MAX_VALUE));
            case "/api/dead" -> dead();
            case "/api/history" -> history(given.text("name"));
            case "/api/top" -> top(given);
            default ->
                observed.cluster().map(cluster -> find(cluster, path, given)).orElse(null);
        };
    }

    private @Nullable Object find(ClusterView cluster, String path, Parameters given) {
        return switch (path) {
            case "/api/nodes" -> ClusterApi.nodes(cluster);
            case "/api/cluster/names" -> {
                View view = new View(
                        "held",
                        given.text("sort", "name"),
                        given.flag("down"),
                        given.text("prefix"),
                        given.text("node"));
                yield page(given, view, after(given, view), ClusterApi::name);
            }
            case "/api/cluster/properties" -> page(given, "shared", "members", ClusterApi::property);
            default -> null;
        };
    }

    /** Returns where the names begin that come after a given one; 0 where none is. */
    private int after(Parameters given, View view) {
        String after = given.text("after");
        if (!after.isEmpty() && (view.down() || !view.sort().equals("name"))) {
            throw new IllegalArgumentException("after goes with names in their order");
        }
        return after.isEmpty() ? 0 : ClusterApi.firstAfter(tables.rows(view), after);
    }

    /** Looks at what is looked at each second. */
    void tick(boolean watched) {
        samples.take();
        if (watched || System.nanoTime() - lookedNanos < LOOKED_NANOS) {
            observed.measureRates();
        }
        tables.forget();
    }

    /** Makes the frame that all viewers are sent. */
    String frame() {
        long newest = chronicle.events().newest();
        List<Chronicle.Event> events = chronicle.events().between(lastEvent, newest, MOST_EVENTS);
        Object frame = Json.object(
                "started",
                startedMillis,
                "ready",
                observed.isReady(),
                "acts",
                acts,
                "info",
                observed.info(),
                "sample",
                samples.newest(),
                "events",
                events.stream().map(Api::event).toList(),
                "newest",
                newest,
                "skipped",
                newest - lastEvent - events.size());
        lastEvent = newest;
        return "data: " + new String(Json.of(frame), StandardCharsets.UTF_8) + "\n\n";
    }

    /** Begins to tell of events from now on. */
    void skipEvents() {
        lastEvent = chronicle.events().newest();
    }

    private List<Object> limits() {
        List<Object> rows = new ArrayList<>();
        for (Observed.LimitRow row : observed.limits()) {
            rows.add(Json.object(
                    "name",
                    row.name(),
                    "option",
                    row.option(),
                    "unit",
                    row.unit(),
                    "value",
                    row.value(),
                    "shown",
                    row.shown(),
                    "help",
                    row.help(),
                    "met",
                    row.met(),
                    "used",
                    row.used() < 0 ? null : row.used()));
        }
        return rows;
    }

    private Object tree() {
        looked();
        List<EventLoop> loops = observed.loops();
        int[] counts = new int[loops.size()];
        for (Object row : tables.rows(new View("connections", "id", false, "", ""))) {
            int loop = ((ConnectionRow) row).loop();
            if (loop >= 0) {
                counts[loop]++;
            }
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            EventLoop loop = loops.get(i);
            int tasks = loop instanceof SingleThreadEventLoop single ? single.pendingTasks() : 0;
            rows.add(Json.object(
                    "loop",
                    i,
                    "connections",
                    counts[i],
                    "lines",
                    observed.lines(loop),
                    "delay_us",
                    samples.delay(i),
                    "tasks",
                    tasks));
        }
        List<Object> listeners = new ArrayList<>();
        observed.listeners()
                .forEach(each -> listeners.add(Json.object("kind", each.kind(), "address", each.address())));
        return Json.object("info", observed.info(), "ready", observed.isReady(), "listeners", listeners, "loops", rows);
    }

    /** Notes that somebody looks at connections, whose paces are measured for a while. */
    private void looked() {
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOKED_NANOS) {
            observed.measureRates(); // from here on; what was before is of long ago
            pacedSinceNanos = now;
        }
        lookedNanos = now;
    }

    private Object connections(Parameters given) {
        looked();
        return page(given, "connections", "id", row -> brief((ConnectionRow) row));
    }

    private Object page(Parameters given, String table, String sort, Function<Object, Object> shown) {
        View view = new View(table, given.text("sort", sort), given.flag("down"), given.text("q"), given.text("of"));
        return page(given, view, 0, shown);
    }

    private Object page(Parameters given, View view, int first, Function<Object, Object> shown) {
        List<Object> rows = tables.rows(view);
        int from = (int) Math.min(first + given.number("offset", 0, Integer.MAX_VALUE), rows.size());
        int to = (int) Math.min(from + given.number("limit", 100, MOST_ROWS), rows.size());
        return Json.object(
                "total",
                rows.size(),
                "offset",
                from,
                "rows",
                rows.subList(from, to).stream().map(shown).toList());
    }

    private static Map<String, @Nullable Object> brief(ConnectionRow row) {
        List<Held> held = row.held();
        return Json.object(
                "id", row.id(),
                "peer", row.peer(),
                "as", row.as(),
                "loop", row.loop(),
                "age_ms", row.ageMillis(),
                "mailbox", row.mailbox(),
                "pending", row.pending(),
                "rate", row.rate(),
                "out", row.out(),
                "lines", row.lines(),
                "crashes", row.crashes(),
                "holds", held.size(),
                "held", held.stream().limit(MOST_HELD).map(Api::held).toList());
    }

    private static Object held(Held each) {
        return Json.object("kind", each.kind(), "key", each.key(), "value", each.value());
    }

    private @Nullable Object connection(String id) {
        return observed.connection(id)
                .map(row -> {
                    Map<String, @Nullable Object> whole = brief(row);
                    whole.put("held", row.held().stream().map(Api::held).toList());
                    whole.put("interests", row.interests());
                    return whole;
                })
                .orElse(null);
    }

    private static Object name(Observed.NameRow row) {
        return Json.object(
                "name", row.name(), "holder", row.holder(), "value", row.value(), "since", row.sinceMillis());
    }

    private static Object property(PropertyRow row) {
        return Json.object("name", row.name(), "members", row.members());
    }

    private Object events(long after) {
        List<Object> rows = new ArrayList<>();
        long newest = chronicle.events().newest();
        chronicle.events().between(after, newest, Integer.MAX_VALUE).forEach(event -> rows.add(event(event)));
        return Json.object("newest", newest, "rows", rows);
    }

    private static Object event(Chronicle.Event event) {
        return Json.object("at", event.millis(), "kind", event.kind(), "who", event.who(), "text", event.text());
    }

    private Object dead() {
        List<Object> rows = new ArrayList<>();
        for (Chronicle.Dead each : chronicle.dead().all()) {
            rows.add(Json.object(
                    "id",
                    each.id(),
                    "peer",
                    each.peer(),
                    "as",
                    each.as(),
                    "reason",
                    each.reason(),
                    "at",
                    each.millis(),
                    "age_ms",
                    each.ageMillis(),
                    "lines",
                    each.lines(),
                    "pending",
                    each.pending(),
                    "holds",
                    each.holds(),
                    "held",
                    each.held()));
        }
        return Json.object("ended", chronicle.dead().newest(), "rows", rows);
    }

    /** Lists who held a name, or all that is known of all names; who holds one now comes last. */
    private Object history(String name) {
        List<Object> rows = new ArrayList<>();
        for (Chronicle.Tenure each : chronicle.tenures().all()) {
            if (name.isEmpty() || each.name().equals(name)) {
                rows.add(Json.object(
                        "name",
                        each.name(),
                        "holder",
                        each.holder(),
                        "from",
                        each.fromMillis(),
                        "until",
                        each.untilMillis(),
                        "reason",
                        each.reason()));
            }
        }
        observed.holder(name)
                .ifPresent(held -> rows.add(Json.object(
                        "name",
                        held.name(),
                        "holder",
                        held.holder(),
                        "from",
                        held.sinceMillis(),
                        "until",
                        null,
                        "reason",
                        "")));
        return Json.object("rows", rows);
    }

    /** Shows what a terminal shows: the figures of all, and a page of connections. */
    private Object top(Parameters given) {
        Object page = connections(given);
        boolean paced = lookedNanos - pacedSinceNanos >= PACED_NANOS;
        return Json.object(
                "time",
                System.currentTimeMillis(),
                "ready",
                observed.isReady(),
                "paced",
                paced,
                "info",
                observed.info(),
                "sample",
                samples.newest(),
                "memory",
                Json.object("heap_max", Memory.mostHeap(), "direct_max", Memory.mostDirect()),
                "crashes",
                chronicle.crashes(),
                "connections",
                page);
    }

    private Answer kick(Parameters given) {
        return observed.kick(given.text("id"), given.text("reason"))
                ? Answer.json(Json.of(Json.object("kicked", given.text("id"))))
                : Answer.words(HttpResponseStatus.NOT_FOUND, "there is no such connection");
    }

    private Answer drain() {
        observed.drain();
        return Answer.json(Json.of(Json.object("draining", true)));
    }
}
