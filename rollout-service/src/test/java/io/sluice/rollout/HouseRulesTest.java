package io.sluice.rollout;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** The house rules that a machine can hold. */
@AnalyzeClasses(
    packages = "io.sluice.rollout",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule verdictKnowsNothingButJava =
      classes()
          .that()
          .resideInAPackage("..verdict..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.sluice.rollout.verdict..");

  @ArchTest
  static final ArchRule splitKnowsNothingButJavaAndTheHash =
      classes()
          .that()
          .resideInAPackage("..split..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "org.apache.commons.codec.digest..",
              "io.sluice.rollout.split..");

  @ArchTest
  static final ArchRule lifecycleIsPure =
      classes()
          .that()
          .resideInAPackage("..lifecycle..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.sluice.rollout.lifecycle..",
              "io.sluice.rollout.split..",
              "io.sluice.rollout.verdict..");

  @ArchTest
  static final ArchRule featuresFormNoCycle =
      slices().matching("io.sluice.rollout.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule httpStaysInResourcesAndClients =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Resource")
          .and()
          .haveSimpleNameNotEndingWith("Client")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.ws.rs..");

  @ArchTest
  static final ArchRule timeComesFromTheClock =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule rowsNeverLeaveTheirPackage =
      classes()
          .that()
          .haveSimpleNameEndingWith("Row")
          .should()
          .notBePublic()
          .andShould()
          .notHaveModifier(JavaModifier.FINAL);
}
