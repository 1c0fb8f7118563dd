package io.rollcall.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a registry does when one call comes after the other, in plain lists and maps, for {@link RandomProgramTest}. Each
 * call answers in words, and what others are told goes to the logs.
 */
final class Model {
    /** What is said where the real registry throws. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    static final class Row {
        final Key key;
        final Party owner;

        @Nullable Object value;

        long initial;

        @Nullable Registration<String> token;

        Row(Key key, Party owner, @Nullable Object value) {
            this.key = key;
            this.owner = owner;
            this.value = value;
        }

        boolean isHeld() {
            return owner.rows.contains(this) && !owner.ended;
        }

        String text() {
            return owner.subject + "=" + value;
        }
    }

    /** Somebody who waits: in line with a row to be, or for a name to be held or free. */
    static final class Wait {
        final Name name;
        final @Nullable Party owner;
        final @Nullable Row row;
        final boolean forFree;
        final boolean timed;
        String state = "open";

        Wait(Name name, @Nullable Party owner, @Nullable Row row, boolean forFree, boolean timed) {
            this.name = name;
            this.owner = owner;
            this.row = row;
            this.forFree = forFree;
            this.timed = timed;
        }

        boolean isOpen() {
            return state.equals("open");
        }
    }

    /** A watch, or a monitor of one owner. */
    static final class Eye {
        final String id;
        final @Nullable Party in;
        final @Nullable Scope scope;
        final @Nullable Party of;
        boolean open = true;

        Eye(String id, @Nullable Party in, @Nullable Scope scope, @Nullable Party of) {
            this.id = id;
            this.in = in;
            this.scope = scope;
            this.of = of;
        }
    }

    static final class Party {
        final String subject;
        final Limits limits;
        final List<Row> rows = new ArrayList<>();
        boolean ended;
        boolean hidden;

        Party(String subject, Limits limits) {
            this.subject = subject;
            this.limits = limits;
        }
    }

    final List<Party> parties = new ArrayList<>();
    final Map<Name, Row> names = new LinkedHashMap<>();
    final Map<SharedKey, List<Row>> members = new LinkedHashMap<>();
    final List<Wait> waits = new ArrayList<>();
    final List<Eye> eyes = new ArrayList<>();
    final Map<String, List<String>> logs = new TreeMap<>();

    void log(String who, String what) {
        logs.computeIfAbsent(who, none -> new ArrayList<>()).add(what);
    }

    Party join(String subject, Limits limits) {
        Party party = new Party(subject, limits);
        parties.add(party);
        return party;
    }

    // Limits

    private void require(Party party, Key key, int more) {
        if (key instanceof Name) {
            long places = waits.stream()
                    .filter(wait -> wait.isOpen() && wait.row != null && wait.owner == party)
                    .count();
            require("names", more, held(party, Name.class) + places, party.limits.names());
        } else if (key instanceof Property) {
            require("properties", more, held(party, Property.class), party.limits.properties());
        } else {
            require("counters", more, held(party, Counter.class), party.limits.counters());
        }
    }

    private static long held(Party party, Class<?> kind) {
        return party.rows.stream().filter(row -> kind.isInstance(row.key)).count();
    }

    private static void require(String limit, int more, long used, int most) {
        if (used + more > most) {
            throw new Refused("limit " + limit + " " + most);
        }
    }

    private static void requireLiving(@Nullable Party party) {
        if (party != null && party.ended) {
            throw new Refused("ended");
        }
    }

    // Names

    private @Nullable Wait first(Name name) {
        return waits.stream()
                .filter(wait -> wait.isOpen() && wait.row != null && wait.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Refused taken(Row holder) {
        return new Refused("taken by " + holder.owner.subject);
    }

    String register(Party party, Name name, int value) {
        requireLiving(party);
        Row holder = names.get(name);
        if (holder != null) {
            throw taken(holder);
        }
        require(party, name, 1);
        enter(new Row(name, party, value));
        return "held";
    }

    private void enter(Row row) {
        names.put((Name) row.key, row);
        row.owner.rows.add(row);
        note(row.key, null, row.text(), row.owner, row.owner, "registered");
        settle((Name) row.key, false, row.text());
    }

    private void settle(Name name, boolean free, String answer) {
        for (Wait wait : waits) {
            if (wait.isOpen() && wait.row == null && wait.forFree == free && wait.name.equals(name)) {
                wait.state = answer;
            }
        }
    }

    /** Moves a name to another row. */
    private void move(Row row, Row by, String reason) {
        row.owner.rows.remove(row);
        names.put((Name) row.key, by);
        by.owner.rows.add(by);
        note(row.key, row.text(), by.text(), row.owner, by.owner, reason);
    }

    String takeOver(Party party, Name name, int value, boolean end) {
        requireLiving(party);
        Row holder = names.get(name);
        if (holder == null) {
            register(party, name, value);
            return "displaced nobody";
        }
        if (holder.owner == party) {
            throw taken(holder);
        }
        require(party, name, 1);
        Row row = new Row(name, party, value);
        if (end) {
            end(holder.owner, "taken", row);
        } else {
            move(holder, row, "taken");
            log(holder.owner.subject, "displaced " + name + " by " + party.subject);
        }
        return "displaced " + holder.owner.subject;
    }

    Wait registerWhenFree(Party party, Name name, int value) {
        requireLiving(party);
        Row holder = names.get(name);
        if (holder != null && holder.owner == party) {
            throw taken(holder);
        }
        require(party, name, 1);
        Row row = new Row(name, party, value);
        Wait wait = new Wait(name, party, row, false, false);
        if (holder == null) {
            enter(row);
            wait.state = "granted";
        }
        waits.add(wait);
        return wait;
    }

    /** The name's holder has gone, or goes: the next in line has it, or nobody. */
    private void pass(Row row, String reason) {
        Wait next = first((Name) row.key);
        if (next != null) {
            next.state = "granted";
            move(row, Objects.requireNonNull(next.row), "granted");
        } else {
            names.remove((Name) row.key);
            row.owner.rows.remove(row);
            note(row.key, row.text(), null, row.owner, row.owner, reason);
            settle((Name) row.key, true, "free");
        }
    }

    // Tokens of any kind

    String unregister(Row row) {
        if (!row.isHeld()) {
            return "gone";
        }
        if (row.key instanceof Name) {
            pass(row, "dropped");
        } else {
            row.owner.rows.remove(row);
            takeOut(row, "dropped");
        }
        return "removed";
    }

    String set(Row row, @Nullable Object value) {
        if (!row.isHeld()) {
            return "gone";
        }
        String before = row.text();
        row.value = value;
        if (row.key instanceof Name || !row.owner.hidden) {
            note(row.key, before, row.text(), row.owner, row.owner, "set");
        }
        return "set";
    }

    String give(Row row, Party receiver) {
        if (!row.isHeld()) {
            return "gone";
        }
        if (receiver == row.owner) {
            return "same";
        }
        requireLiving(receiver);
        Row by = new Row(row.key, receiver, row.value);
        by.initial = row.initial;
        if (row.key instanceof Name name) {
            Wait waiting = waits.stream()
                    .filter(wait ->
                            wait.isOpen() && wait.row != null && wait.name.equals(name) && wait.owner == receiver)
                    .findFirst()
                    .orElse(null);
            if (waiting == null) {
                require(receiver, name, 1);
            } else {
                waiting.state = "granted";
            }
            move(row, by, "given");
        } else {
            giveShared(row, by);
        }
        log(receiver.subject, "given " + row.key + "=" + row.value + " by " + row.owner.subject);
        return "given";
    }

    private void giveShared(Row row, Row by) {
        if (find(by.owner, row.key) != null) {
            throw new Refused("member");
        }
        require(by.owner, row.key, 1);
        List<Row> all = members((SharedKey) row.key);
        all.remove(row);
        all.add(by);
        row.owner.rows.remove(row);
        by.owner.rows.add(by);
        if (!row.owner.hidden && !by.owner.hidden) {
            note(row.key, row.text(), by.text(), row.owner, by.owner, "given");
        } else if (!row.owner.hidden) {
            note(row.key, row.text(), null, row.owner, row.owner, "hidden");
            noteEmpty((SharedKey) row.key, "hidden");
        } else if (!by.owner.hidden) {
            note(row.key, null, by.text(), by.owner, by.owner, "shown");
        }
    }

    @Nullable Row find(Party party, Key key) {
        return party.rows.stream()
                .filter(row -> row.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    // Shared keys

    List<Row> members(SharedKey key) {
        return members.computeIfAbsent(key, none -> new ArrayList<>());
    }

    List<Row> visible(SharedKey key) {
        return members(key).stream().filter(row -> !row.owner.hidden).toList();
    }

    String ensure(Party party, SharedKey key, Object value) {
        requireLiving(party);
        Row held = find(party, key);
        if (held != null) {
            held.initial = number(value);
            return set(held, value);
        }
        require(party, key, 1);
        Row row = new Row(key, party, value);
        row.initial = number(value);
        party.rows.add(row);
        members(key).add(row);
        if (!party.hidden) {
            note(key, null, row.text(), party, party, "registered");
        }
        return "set";
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private void takeOut(Row row, String reason) {
        members((SharedKey) row.key).remove(row);
        if (!row.owner.hidden) {
            note(row.key, row.text(), null, row.owner, row.owner, reason);
            noteEmpty((SharedKey) row.key, reason);
        }
    }

    private void noteEmpty(SharedKey key, String reason) {
        if (visible(key).isEmpty()) {
            tell(key, "EMPTY " + reason);
        }
    }

    String add(Row row, BiFunction<Row, Long, Long> change, boolean answerBefore) {
        if (!row.isHeld()) {
            throw new Refused(row.owner.ended ? "ended" : "not held");
        }
        long before = number(Objects.requireNonNull(row.value));
        long after = change.apply(row, before);
        set(row, after);
        return "number " + (answerBefore ? before : after);
    }

    String setHidden(Party party, boolean hidden) {
        requireLiving(party);
        if (party.hidden == hidden) {
            return "as before";
        }
        party.hidden = hidden;
        for (Row row : party.rows) {
            if (row.key instanceof SharedKey key) {
                if (hidden) {
                    note(key, row.text(), null, party, party, "hidden");
                    if (visible(key).isEmpty()) {
                        tell(key, "EMPTY hidden");
                    }
                } else {
                    note(key, null, row.text(), party, party, "shown");
                }
            }
        }
        return "changed";
    }

    String registerAll(Party party, Map<Key, Object> keys) {
        requireLiving(party);
        for (Key key : keys.keySet()) {
            Row holder = key instanceof Name name ? names.get(name) : null;
            if (holder != null) {
                throw taken(holder);
            }
        }
        for (Class<?> kind : List.of(Name.class, Property.class, Counter.class)) {
            List<Key> more = keys.keySet().stream()
                    .filter(key -> kind.isInstance(key) && find(party, key) == null)
                    .toList();
            if (!more.isEmpty()) {
                require(party, more.get(0), more.size());
            }
        }
        keys.forEach((key, value) -> {
            if (key instanceof SharedKey shared) {
                ensure(party, shared, value);
            } else {
                enter(new Row(key, party, value));
            }
        });
        return "all";
    }

    // Waiting and watching

    Wait await(@Nullable Party party, Name name, boolean forFree, boolean timed) {
        requireLiving(party);
        Wait wait = new Wait(name, party, null, forFree, timed);
        Row holder = names.get(name);
        if (forFree == (holder == null)) {
            wait.state = holder == null ? "free" : holder.text();
        } else if (party != null) {
            long open = waits.stream()
                    .filter(each -> each.isOpen() && each.row == null && each.owner == party)
                    .count();
            require("awaits", 1, open, party.limits.awaits());
        }
        waits.add(wait);
        return wait;
    }

    void expire() {
        waits.stream().filter(wait -> wait.isOpen() && wait.timed).forEach(wait -> wait.state = "timeout");
    }

    private void requireEye(@Nullable Party in) {
        requireLiving(in);
        if (in != null) {
            long open = eyes.stream().filter(eye -> eye.open && eye.in == in).count();
            require("watches", 1, open, in.limits.watches());
        }
    }

    Eye watch(String id, @Nullable Party in, Scope scope) {
        requireEye(in);
        Eye eye = new Eye(id, in, scope, null);
        eyes.add(eye);
        List<String> there = new ArrayList<>();
        names.values().stream().filter(row -> scope.covers(row.key)).forEach(row -> there.add(row.key + row.text()));
        members.keySet().stream()
                .filter(scope::covers)
                .forEach(key -> visible(key).forEach(row -> there.add(key + row.text())));
        there.sort(Comparator.naturalOrder());
        log(id, "there " + there);
        return eye;
    }

    Eye monitor(String id, @Nullable Party in, Party of) {
        requireEye(in);
        Eye eye = new Eye(id, in, null, of);
        eyes.add(eye);
        if (of.ended) {
            tellDown(eye, of);
        }
        return eye;
    }

    private void tellDown(Eye eye, Party of) {
        eye.open = false;
        log(eye.id, "down " + of.subject);
    }

    private void note(Key key, @Nullable String before, @Nullable String after, Party from, Party to, String reason) {
        String kind = before == null ? "UP" : after == null ? "DOWN" : from == to ? "SET" : "MOVED";
        tell(key, kind + " " + before + " " + after + " " + reason);
    }

    private void tell(Key key, String text) {
        for (Eye eye : eyes) {
            if (eye.open && eye.scope != null && eye.scope.covers(key)) {
                log(eye.id + kind(key) + key, text);
            }
        }
    }

    static String kind(Key key) {
        return " " + key.getClass().getSimpleName() + " ";
    }

    // The end

    /** Ends an owner; one of its names goes to a row that takes it over, if one is given. */
    void end(Party party, String reason, @Nullable Row taker) {
        party.ended = true;
        List<Row> all = List.copyOf(party.rows);
        for (Row row : all) {
            if (row.key instanceof SharedKey) {
                takeOut(row, reason);
            }
        }
        for (Eye eye : eyes) {
            if (eye.open && eye.of == party) {
                tellDown(eye, party);
            }
        }
        for (Row row : all) {
            if (taker != null && row.key.equals(taker.key)) {
                move(row, taker, "taken");
                log(party.subject, "displaced " + row.key + " by " + taker.owner.subject);
            } else if (row.key instanceof Name) {
                passOn(row, party, reason);
            }
        }
        waits.stream().filter(wait -> wait.isOpen() && wait.owner == party).forEach(wait -> wait.state = "ended");
        eyes.stream().filter(eye -> eye.in == party).forEach(eye -> {
            eye.open = false;
            logs.keySet().removeIf(who -> (who + " ").startsWith(eye.id + " "));
        });
        party.rows.clear();
        log(party.subject, "ended " + reason);
    }

    private void passOn(Row row, Party party, String reason) {
        Wait next = first((Name) row.key);
        while (next != null && next.owner == party) {
            next.state = "ended";
            next = first((Name) row.key);
        }
        pass(row, reason);
    }

    Census census() {
        long waiting = waits.stream().filter(Wait::isOpen).count();
        long watching =
                eyes.stream().filter(eye -> eye.open && eye.scope != null).count();
        return new Census(
                parties.stream().filter(party -> !party.ended).count(),
                names.size(),
                keys(Property.class),
                keys(Counter.class),
                members.values().stream().mapToLong(List::size).sum(),
                waiting,
                watching);
    }

    private long keys(Class<?> kind) {
        return members.entrySet().stream()
                .filter(each ->
                        kind.isInstance(each.getKey()) && !each.getValue().isEmpty())
                .count();
    }
}
