package io.rollcall.cluster;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a voter may vote. One that comes back without what it once voted for could help two owners to be agreed
 * upon, so each voter's folder has an id of its own, made by chance, and
 *
 * <ul>
 *   <li>a voter whose folder is new votes once every other voter has noted the folder's id,
 *   <li>a voter that votes never notes a second id of another one.
 * </ul>
 *
 * <p>So whoever has lost its folder is found out by any one of those that it voted with. While nobody votes yet, folders may
 * come and go.
 *
 * <p>Knows of no network and no time. Not safe for use by several threads at once.
 */
final class Admission {
    /** Keeps what was decided; durably, before anybody hears of it. */
    interface Store {
        void save(State state) throws IOException;
    }

    /**
     * What a voter's folder has of this.
     *
     * @param folder the folder's id
     * @param votes whether the voter votes
     * @param noted the ids of the others' folders, by voter; immutable
     */
    record State(String folder, boolean votes, Map<String, String> noted) {
        State {
            noted = Map.copyOf(noted);
        }

        private State with(String voter, String folder) {
            Map<String, String> more = new HashMap<>(noted);
            more.put(voter, folder);
            return new State(this.folder, votes, more);
        }

        private State voting() {
            return new State(folder, true, noted);
        }
    }

    private final Set<String> others;
    private final Store store;
    private final Set<String> silent;
    private State state;
    private @Nullable String refusal;

    /** Goes on from what the folder has; the others are all voters but this one. */
    Admission(Set<String> others, State state, Store store) {
        this.others = Set.copyOf(others);
        this.silent = new TreeSet<>(others);
        this.state = state;
        this.store = store;
    }

    /** Begins, once there is a log; with a promise that no voter ever voted, it votes without hearing from the others. */
    void begin(boolean founding) throws IOException {
        if (founding && !state.votes) {
            save(state.voting());
        }
        decide();
    }

    /** The id of this voter's folder. */
    String folder() {
        return state.folder;
    }

    boolean votes() {
        return state.votes;
    }

    /** Why this voter may never vote from this folder; null if it is not known that it may not. */
    @Nullable String refusal() {
        return refusal;
    }

    /** The voters that have yet to note this folder, in order; each is to be asked until there is none. */
    Set<String> silent() {
        return new TreeSet<>(silent);
    }

    /** Hears which folder another voter has; true if that is noted, false if it has had another one. */
    boolean asked(String voter, String folder) throws IOException {
        if (!others.contains(voter)) {
            return false;
        }
        String before = state.noted.get(voter);
        if (folder.equals(before)) {
            return true;
        }
        if (before != null && state.votes) {
            return false;
        }
        if (before != null) { // what the last one agreed to went with it
            silent.add(voter);
        }
        save(state.with(voter, folder));
        return true;
    }

    /** Hears from another voter, of that folder, whether it has noted this one. */
    void answered(String voter, String folder, boolean noted) throws IOException {
        if (!others.contains(voter)) {
            return;
        }
        if (!noted) {
            refusal = "voter " + voter + " knows another folder of this node";
        } else if (asked(voter, folder)) { // else it is the other one that has lost its folder
            silent.remove(voter);
            decide();
        }
    }

    private void decide() throws IOException {
        if (!state.votes && silent.isEmpty() && refusal == null) {
            save(state.voting());
        }
    }

    private void save(State next) throws IOException {
        store.save(next);
        state = next;
    }
}
