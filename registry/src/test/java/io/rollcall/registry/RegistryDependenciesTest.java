package io.rollcall.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class RegistryDependenciesTest {
    private static final String REGISTRY = "io.rollcall.registry..";

    private final JavaClasses registry = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.rollcall.registry");

    @Test
    void registry_itsDependencies_areTheJdkAndTheLoggingApi() {
        assertThat(registry).isNotEmpty();
        classes()
                .that()
                .resideInAPackage(REGISTRY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(REGISTRY, "java..", "org.slf4j", "org.jspecify.annotations")
                .check(registry);
    }
}
