package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for those who come from elsewhere names calls that exist. */
class FromGprocTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CALL = Pattern.compile("([A-Z]\\w+(?:\\.[A-Z]\\w+)*)(?:\\.(\\w+))?");

    private static final List<String> LINES =
            Document.of("docs/from-gproc.md").text().lines().toList();

    /** What stands in the right-hand columns of the tables. */
    private static Stream<String> right() {
        return LINES.stream().filter(line -> line.startsWith("| ")).map(line -> line.split(" \\| ", 2)[1]);
    }

    @Test
    void table_rightHandColumn_namesWhatExists() {
        List<String> calls = right().flatMap(cell -> CODE.matcher(cell).results())
                .map(found -> found.group(1))
                .toList();

        assertThat(calls)
                .hasSizeGreaterThan(100)
                .allSatisfy(call -> assertThat(exists(call)).as(call).isTrue());
    }

    @Test
    void text_besidesTables_namesWhatExists() {
        assertThat(LINES.stream()
                        .filter(line -> !line.startsWith("|"))
                        .flatMap(line -> CODE.matcher(line).results())
                        .map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(FromGprocTest::exists);
    }

    @Test
    void exists_whatDoesNot_isFalse() {
        assertThat(exists("Registry.whereIs")).isTrue();
        assertThat(exists("Change.Kind.EMPTY")).isTrue();
        assertThat(exists("Registry.where")).isFalse();
        assertThat(exists("LocalRegistry.find")).isFalse();
        assertThat(exists("Registrar")).isFalse();
    }

    private static boolean exists(String call) {
        MatchResult found = CALL.matcher(call).results().findFirst().orElseThrow();
        List<String> words = List.of(call.split("\\."));
        assertThat(found.group()).isEqualTo(call);
        return isType(words) || (isType(words.subList(0, words.size() - 1)) && isMember(words));
    }

    private static boolean isType(List<String> words) {
        return type(words) != null;
    }

    private static Class<?> type(List<String> words) {
        try {
            String name = Registry.class.getPackageName() + "." + String.join("$", words);
            Class<?> type = Class.forName(name);
            return java.lang.reflect.Modifier.isPublic(type.getModifiers()) ? type : null;
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean isMember(List<String> words) {
        Class<?> type = type(words.subList(0, words.size() - 1));
        String member = words.get(words.size() - 1);
        return Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                .anyMatch(found -> found.getName().equals(member));
    }
}
