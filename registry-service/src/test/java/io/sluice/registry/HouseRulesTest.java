package io.sluice.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.sluice.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final String SERVICE = "io.sluice.registry";
  private static final JavaClasses CLASSES = HouseRules.classesOf(SERVICE);

  @Test
  void clockIsInjected() {
    HouseRules.clockIsInjected(CLASSES);
  }

  @Test
  void httpStaysAtTheEdges() {
    HouseRules.httpStaysAtTheEdges(CLASSES);
  }

  @Test
  void rowsStayInTheirFeature() {
    HouseRules.rowsStayInTheirFeature(CLASSES);
  }

  @Test
  void featuresFormNoCycle() {
    HouseRules.featuresFormNoCycle(CLASSES, SERVICE);
  }

  @Test
  void fileFormatIsPure() {
    HouseRules.isPure(CLASSES, SERVICE + ".format..");
  }

  @Test
  void jgitStaysInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVICE + ".git..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jgit..")
        .check(CLASSES);
  }
}
