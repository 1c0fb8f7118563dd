package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may vote: by hand, and by programs of chance in which folders are lost and messages come late, twice or never. */
class AdmissionTest {
    private static final int PROGRAMS = 500;
    private static final int STEPS_OF_EACH = 60;

    private static Admission begun(Set<String> others, boolean founding) throws IOException {
        Admission admission = new Admission(others, new Admission.State("mine", false, Map.of()), state -> {});
        admission.begin(founding);
        return admission;
    }

    @Test
    void begin_oneVoter_votesAtOnce() throws IOException {
        assertThat(begun(Set.of(), false).votes()).isTrue();
    }

    @Test
    void begin_founding_votesAtOnceAndAsksAllTheSame() throws IOException {
        Admission admission = begun(Set.of("n2", "n3"), true);
        assertThat(admission.votes()).isTrue();
        assertThat(admission.silent()).containsExactly("n2", "n3");
    }

    @Test
    void answered_byAllOthers_votes() throws IOException {
        Admission admission = begun(Set.of("n2", "n3"), false);
        admission.answered("n2", "second", true);
        admission.answered("n2", "second", true);
        admission.answered("n9", "stranger", true);
        assertThat(admission.votes()).isFalse();
        admission.answered("n3", "third", true);
        assertThat(admission.votes()).isTrue();
        assertThat(admission.refusal()).isNull();
    }

    @Test
    void answered_byOneThatKnowsAnotherFolder_isRefusedForGood() throws IOException {
        Admission admission = begun(Set.of("n2", "n3"), false);
        admission.answered("n2", "second", false);
        admission.answered("n2", "second", true);
        admission.answered("n3", "third", true);
        assertThat(admission.refusal()).contains("n2");
        assertThat(admission.votes()).isFalse();
    }

    @Test
    void asked_bySecondFolder_isNotedOnlyWhileThisOneDoesNotVote() throws IOException {
        Admission admission = begun(Set.of("n2", "n3"), false);
        admission.answered("n2", "first", true);
        assertThat(admission.asked("n2", "second")).isTrue();
        admission.answered("n3", "third", true);
        assertThat(admission.votes())
                .as("the second folder has agreed to nothing")
                .isFalse();
        admission.answered("n2", "second", true);
        assertThat(admission.votes()).isTrue();
        assertThat(admission.asked("n2", "second")).isTrue();
        assertThat(admission.asked("n2", "another")).isFalse();
        assertThat(admission.asked("n9", "stranger")).isFalse();
    }

    /** What is sent: a question, or an answer to one. */
    private record Sent(String from, String folder, String to, String about, boolean isAnswer, boolean noted) {}

    /** One voter: its folder, if it has not lost it, and its process, if that runs. */
    private static final class Voter {
        Admission.State disk;
        Admission process;
    }

    /** Once two have voted at one time, neither of them is followed by another folder while the other has its own. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void programs_ofLostFoldersAndMessages_neverLetASecondFolderVoteBesideWhoKnewTheFirst(int size) throws IOException {
        int founded = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            founded += run(new Random(seed), size, "seed " + seed) ? 1 : 0;
        }
        assertThat(founded).as("programs in which a majority voted").isGreaterThan(PROGRAMS / 10);
    }

    private static boolean run(Random random, int size, String what) throws IOException {
        Map<String, Voter> voters = new HashMap<>();
        for (int i = 1; i <= size; i++) {
            voters.put("n" + i, new Voter());
        }
        List<String> ids = List.copyOf(new TreeSet<>(voters.keySet()));
        List<Sent> network = new ArrayList<>();
        Set<Set<String>> together = new HashSet<>(); // two folders, each with its voter, that voted at one time
        boolean majority = false;
        for (int step = 0; step < STEPS_OF_EACH * size; step++) {
            String id = ids.get(random.nextInt(size));
            Voter voter = voters.get(id);
            switch (random.nextInt(24)) {
                case 0 -> voter.process = null;
                case 1, 2 -> {
                    if (random.nextInt(2 * size) == 0) {
                        voter.process = null;
                        voter.disk = null;
                    }
                }
                case 3, 4, 5, 6 -> {
                    if (voter.process == null) {
                        Set<String> others = new HashSet<>(ids);
                        others.remove(id);
                        if (voter.disk == null) {
                            voter.disk = new Admission.State("f" + step, false, Map.of());
                        }
                        voter.process = new Admission(others, voter.disk, state -> voter.disk = state);
                        voter.process.begin(false);
                    }
                    for (String other : voter.process.silent()) {
                        network.add(new Sent(id, voter.process.folder(), other, "", false, false));
                    }
                }
                default -> deliver(random, network, voters);
            }
            check(voters, ids, together, what + ", step " + step);
            majority |= ids.stream().filter(each -> votes(voters.get(each))).count() > size / 2;
        }
        return majority;
    }

    private static void deliver(Random random, List<Sent> network, Map<String, Voter> voters) throws IOException {
        if (network.isEmpty()) {
            return;
        }
        int which = random.nextInt(network.size());
        Sent sent = random.nextInt(8) == 0 ? network.get(which) : network.remove(which); // it may come twice
        Admission to = voters.get(sent.to()).process;
        if (to == null) {
            return;
        }
        if (!sent.isAnswer()) {
            boolean noted = to.asked(sent.from(), sent.folder());
            network.add(new Sent(sent.to(), to.folder(), sent.from(), sent.folder(), true, noted));
        } else if (sent.about().equals(to.folder())) {
            to.answered(sent.from(), sent.folder(), sent.noted());
        }
    }

    private static boolean votes(Voter voter) {
        return voter.disk != null && voter.disk.votes();
    }

    private static void check(Map<String, Voter> voters, List<String> ids, Set<Set<String>> together, String what) {
        List<String> voting = ids.stream()
                .filter(id -> votes(voters.get(id)))
                .map(id -> id + " " + voters.get(id).disk.folder())
                .toList();
        for (String one : voting) {
            for (String other : voting) {
                together.add(Set.of(one, one.equals(other) ? "" : other));
            }
        }
        for (Set<String> pair : together) {
            for (String kept : voting) {
                for (String lost : pair) {
                    String id = lost.split(" ", 2)[0];
                    if (pair.contains(kept) && !lost.isEmpty() && !voting.contains(lost)) {
                        assertThat(voting)
                                .as("%s: %s voted beside %s", what, lost, kept)
                                .noneMatch(each -> each.startsWith(id + " "));
                    }
                }
            }
        }
    }
}
