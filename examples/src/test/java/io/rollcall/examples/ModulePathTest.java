package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Registry;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A module from outside uses the registry, on a module path and in a JVM of its own. */
class ModulePathTest {
    private static final int PATIENCE_SECONDS = 60;

    private static final String MODULE = """
            module consumer {
                requires io.rollcall.registry;
            }
            """;

    /** Uses each exported package, and the logging that the registry itself requires. */
    private static final String MAIN = """
            package consumer;

            import io.rollcall.registry.*;
            import io.rollcall.registry.testing.*;
            import java.time.Duration;

            public class Main {
                public static void main(String[] arguments) {
                    ManualTimer time = new ManualTimer();
                    Registry<String> registry =
                            Registry.<String>builder().executor(Runnable::run).timer(time).clock(time).build();
                    FakeOwner<String> owner = FakeOwner.join(registry, "subject");
                    owner.owner().register(Name.of("name"));
                    var late = registry.await(Name.of("nobody"), Duration.ofSeconds(1));
                    registry.monitor(owner.owner(), down -> {
                        throw new IllegalStateException("to be reported");
                    });
                    time.advance(Duration.ofSeconds(1));
                    owner.end(Reason.of("done"));
                    registry.close();
                    RegistryAssertions.assertNothingLeft(registry);
                    System.out.println(registry.getClass().getModule() + " "
                            + FakeOwner.class.getModule().isNamed() + " "
                            + late.isCompletedExceptionally() + " "
                            + owner.heard());
                }
            }
            """;

    @Test
    void registry_usedByAModule_compilesAndRuns(@TempDir Path directory) throws Exception {
        Path consumer = directory.resolve("consumer");
        compile(
                Files.writeString(directory.resolve("module-info.java"), MODULE),
                Files.writeString(directory.resolve("Main.java"), MAIN),
                consumer);

        // No JSpecify: that is for compilers alone.
        String said = run(directory, "--module-path", path(consumer, jar(Registry.class), jar(Logger.class)));

        assertThat(said).contains("module io.rollcall.registry true true [ended done]");
    }

    @Test
    void descriptor_exportsAndRequires_areFew() throws URISyntaxException {
        ModuleDescriptor descriptor = ModuleFinder.of(jar(Registry.class))
                .find("io.rollcall.registry")
                .orElseThrow()
                .descriptor();

        assertThat(descriptor.isAutomatic()).isFalse();
        assertThat(descriptor.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("io.rollcall.registry", "io.rollcall.registry.testing");
        assertThat(descriptor.requires())
                .filteredOn(required -> !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrder("java.base", "org.slf4j");
    }

    private static void compile(Path module, Path main, Path into) throws IOException, URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        String path = path(jar(Registry.class), jar(NullMarked.class));
        List<String> options = List.of("-Xlint:all", "-Werror", "-d", into.toString(), "--module-path", path);
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjects(module, main))
                    .call();
            assertThat(compiled).as("%s", said).isTrue();
        }
    }

    private static String run(Path directory, String... options) throws IOException, InterruptedException {
        File output = directory.resolve("output").toFile();
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .redirectErrorStream(true)
                .redirectOutput(output);
        java.command().addAll(List.of(options));
        java.command().addAll(List.of("--module", "consumer/consumer.Main"));
        Process process = java.start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output.toPath());
        assertThat(process.exitValue()).as("%s", said).isZero();
        return said;
    }

    /** Where a class comes from: a jar, or in a run of the tests alone the directory it was compiled to. */
    private static Path jar(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String path(Path... parts) {
        return Arrays.stream(parts).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
