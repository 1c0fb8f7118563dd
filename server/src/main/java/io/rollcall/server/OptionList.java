package io.rollcall.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help's list of options: a line each, but for those of a cluster, which few need, and which would not fit the screen. */
final class OptionList implements IHelpSectionRenderer {
    private static final String HEADING = "As one of several nodes, see docs/cluster.md (LIST: n1=HOST:PORT,n2=...):";
    private static final String INDENT = "     ";

    private OptionList() {}

    /** Puts the list where the usual one was. */
    static Map<String, IHelpSectionRenderer> in(Map<String, IHelpSectionRenderer> sections) {
        Map<String, IHelpSectionRenderer> changed = new HashMap<>(sections);
        changed.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionList());
        return changed;
    }

    @Override
    public String render(Help help) {
        List<OptionSpec> each = help.commandSpec().options().stream()
                .filter(option -> !ClusterArguments.isOne(option))
                .toList();
        String text = help.optionListExcludingGroups(
                each,
                help.createDefaultLayout(each, List.of(), help.colorScheme()),
                null,
                help.parameterLabelRenderer());
        List<OptionSpec> folded = help.commandSpec().options().stream()
                .filter(ClusterArguments::isOne)
                .toList();
        return folded.isEmpty()
                ? text
                : text + fold(folded, help.commandSpec().usageMessage().width());
    }

    private static String fold(List<OptionSpec> options, int width) {
        StringBuilder text = new StringBuilder(HEADING).append(System.lineSeparator());
        StringBuilder line = new StringBuilder(INDENT);
        for (OptionSpec option : options) {
            String typed = " " + option.longestName() + (option.arity().max() == 0 ? "" : "=" + option.paramLabel());
            if (line.length() + typed.length() > width) {
                text.append(line).append(System.lineSeparator());
                line = new StringBuilder(INDENT);
            }
            line.append(typed);
        }
        return text.append(line).append(System.lineSeparator()).toString();
    }
}
