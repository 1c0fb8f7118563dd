package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/** What is installed beside the program knows its options. */
class SharedFilesTest {
    private static final Written MAN_PAGE = new Written("dist/share/rollcall.1");
    private static final Written COMPLETION = new Written("dist/share/rollcall.bash");

    @Test
    void manPage_ofThePackages_isOfTheseOptions() throws IOException {
        MAN_PAGE.mustBe(is -> ManPage.of(OptionText.line()));

        assertThat(MAN_PAGE.text())
                .contains("\\-\\-max\\-names=N", ".SH EXIT STATUS")
                .doesNotContain("${", "%n");
    }

    @Test
    void manPage_exitStatuses_areThoseOfTheDaemon() throws IOException {
        List<String> told = MAN_PAGE.text()
                .lines()
                .dropWhile(line -> !line.equals(".SH EXIT STATUS"))
                .filter(line -> line.matches("\\.B [0-9]"))
                .toList();

        assertThat(told).hasSameSizeAs(ExitStatus.values());
    }

    @Test
    void completion_ofThePackages_isOfTheseOptions() throws IOException {
        COMPLETION.mustBe(is -> AutoComplete.bash("rollcall", OptionText.line()));

        assertThat(COMPLETION.text()).contains("--max-names", "check-config");
    }
}
