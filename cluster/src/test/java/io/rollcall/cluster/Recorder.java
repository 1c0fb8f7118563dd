package io.rollcall.cluster;

import io.rollcall.cluster.History.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What processes told of their calls ({@link NodeCalls}) and of runs that ended ({@link NodeEngine}), put together name by
 * name, and searched for an order that explains it. Safe for use by any thread.
 */
final class Recorder {
    /** What the model knows of a name: who holds it and by which token, 0 for one not known yet, and the last one known. */
    private record State(@Nullable String holder, long token, long last) {
        private static final State FREE = new State(null, 0, 0);

        @Nullable State granted(String worker, long newToken) {
            return newToken > last ? new State(worker, newToken, newToken) : null;
        }

        /** The state if it shows this holder and token, or may. */
        @Nullable State shows(String worker, long seen) {
            if (!worker.equals(holder) || (token != 0 && token != seen)) {
                return null;
            }
            return token == seen ? this : granted(worker, seen);
        }

        State free() {
            return new State(null, 0, last);
        }
    }

    private record Begun(long at, String what, String name, String worker, long token) {}

    private record Ended(long at, String incarnation) {}

    private final Map<String, Begun> open = new HashMap<>();
    /** By name; the names of one epoch come before those of the next. */
    private final Map<String, List<Call<State>>> calls = new TreeMap<>();

    private final Map<String, Long> asked = new HashMap<>();
    private final Map<String, Ended> ended = new HashMap<>();
    private final Map<Long, String> tokens = new HashMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int checked;

    /** Hears a line of a process; true if it is one for this. */
    synchronized boolean heard(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "begun" ->
                open.put(
                        words[2],
                        new Begun(Long.parseLong(words[1]), words[3], words[4], words[5], Long.parseLong(words[6])));
            case "answered" -> answered(Long.parseLong(words[1]), open.remove(words[2]), words);
            case "asked" -> asked.merge(words[2], Long.parseLong(words[1]), Math::min);
            case "ended" ->
                ended.merge(
                        words[2],
                        new Ended(Long.parseLong(words[1]), words[3]),
                        (one, other) -> one.at < other.at ? one : other);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void answered(long at, @Nullable Begun begun, String[] words) {
        if (begun == null) {
            throw new AssertionError("answered but not begun: " + String.join(" ", words));
        }
        outcomes.merge(begun.what + "-" + words[3], 1, Integer::sum);
        if (words[3].equals("open")) {
            throw new AssertionError("a call was left open: " + begun);
        }
        if (words[3].equals("suspended")) {
            return; // nothing was done
        }
        Function<State, @Nullable State> step = step(begun, words);
        if (step == null) {
            note(begun, 0, "no answer", unanswered(begun));
        } else {
            note(begun, at, words[3] + " " + words[4], step);
        }
    }

    private void note(Begun begun, long at, String answer, Function<State, @Nullable State> step) {
        String text = begun.what + " by " + begun.worker + ": " + answer;
        calls.computeIfAbsent(begun.name, any -> new ArrayList<>()).add(new Call<>(text, begun.at, at, at != 0, step));
    }

    private @Nullable Function<State, @Nullable State> step(Begun begun, String[] words) {
        String worker = begun.worker;
        switch (words[3]) {
            case "granted" -> {
                long token = token(words);
                return state -> state.holder == null ? state.granted(worker, token) : state.shows(worker, token);
            }
            case "taken" -> {
                long token = token(words);
                return state -> state.shows(words[4], token);
            }
            case "found" -> {
                if (words[4].equals("nobody")) {
                    return state -> state.holder == null ? state : null;
                }
                long token = token(words);
                return state -> state.shows(words[4], token);
            }
            case "done" -> {
                if (words[4].equals("true")) {
                    return unanswered(begun);
                }
                return state -> worker.equals(state.holder) && state.token == begun.token ? null : state;
            }
            default -> {
                return null;
            }
        }
    }

    /** What a call does if it does anything. */
    private static Function<State, @Nullable State> unanswered(Begun begun) {
        return state -> switch (begun.what) {
            case "claim" -> state.holder == null ? new State(begun.worker, 0, state.last) : null;
            case "release" -> {
                State shown = state.shows(begun.worker, begun.token);
                yield shown == null ? null : shown.free();
            }
            default -> null;
        };
    }

    /** The token of an answer; one grant has one holder. */
    private long token(String[] words) {
        long token = Long.parseLong(words[5]);
        String before = tokens.putIfAbsent(token, words[4]);
        if (before != null && !before.equals(words[4])) {
            throw new AssertionError("token " + token + " is of " + before + " and of " + words[4]);
        }
        return token;
    }

    /** How many calls had which answer; since the last time it was asked for. */
    synchronized String outcomes() {
        String all = outcomes.toString();
        outcomes.clear();
        return all;
    }

    /**
     * Searches the calls of the names whose last call began before an instant; fails if one's calls are explained by no order.
     * Returns how many names were searched in all.
     */
    synchronized int check(long before) {
        Iterator<Map.Entry<String, List<Call<State>>>> names = calls.entrySet().iterator();
        while (names.hasNext()) {
            Map.Entry<String, List<Call<State>>> name = names.next();
            if (name.getValue().stream().allMatch(call -> call.begun() < before)) {
                search(name.getKey(), name.getValue());
                names.remove();
                checked++;
            }
        }
        return checked;
    }

    private void search(String name, List<Call<State>> known) {
        List<Call<State>> all = new ArrayList<>(known);
        for (Begun begun : open.values()) { // of processes that were killed
            if (begun.name.equals(name)) {
                all.add(new Call<>(begun + ": killed", begun.at, 0, false, unanswered(begun)));
            }
        }
        long first = all.stream().mapToLong(Call::begun).min().orElseThrow();
        long last = all.stream()
                .mapToLong(call -> Math.max(call.begun(), call.ended()))
                .max()
                .orElseThrow();
        ended.forEach((key, end) -> {
            long begun = asked.getOrDefault(key, end.at);
            if (begun <= last && end.at >= first) {
                String workers = end.incarnation + "#";
                all.add(new Call<>(
                        "end of " + workers,
                        begun,
                        end.at,
                        true,
                        state -> state.holder != null && state.holder.startsWith(workers) ? state.free() : state));
            }
        });
        if (!History.isLinearizable(State.FREE, all)) {
            all.sort((one, other) -> Long.compare(one.begun(), other.begun()));
            throw new AssertionError("no order explains the calls of " + name + ": " + all);
        }
    }
}
