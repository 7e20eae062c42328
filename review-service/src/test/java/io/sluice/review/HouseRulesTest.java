package io.sluice.review;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.sluice.testkit.HouseRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final String SERVICE = "io.sluice.review";
  private static final JavaClasses CLASSES = HouseRules.classesOf(SERVICE);

  private static final String[] FRAMEWORKS = {
    "io.quarkus..",
    "jakarta..",
    "io.smallrye..",
    "io.vertx..",
    "org.hibernate..",
    "org.eclipse.microprofile..",
    "io.micrometer.."
  };

  private static final List<String> ROLES =
      List.of(
          "Service",
          "Store",
          "Row",
          "Resource",
          "Request",
          "View",
          "Client",
          "Reconciler",
          "Driver",
          "Readiness",
          "Settings",
          "Urls");

  /** A class whose name says that it works with a framework, or is nested in such a one. */
  private static final DescribedPredicate<JavaClass> HAS_A_ROLE =
      DescribedPredicate.describe(
          "has a role in its name",
          type -> {
            String outermost = type.getName().replaceAll("\\$.*", "");
            return ROLES.stream().anyMatch(outermost::endsWith)
                || outermost.endsWith("package-info");
          });

  @Test
  void whatHasNoRoleIsADomainTypeAndKnowsNoFramework() {
    noClasses()
        .that(not(HAS_A_ROLE))
        .should()
        .dependOnClassesThat(resideInAnyPackage(FRAMEWORKS))
        .check(CLASSES);
  }

  @Test
  void whatIsRunAndWhatItSaysIsPure() {
    HouseRules.isPure(
        CLASSES,
        SERVICE + ".assertion..",
        SERVICE + ".suite..",
        SERVICE + ".pack..",
        SERVICE + ".judge..",
        SERVICE + ".evaluation..");
  }

  @Test
  void requirementsArePure() {
    HouseRules.isPure(CLASSES, SERVICE + ".requirement..");
    noClasses()
        .that()
        .resideInAPackage(SERVICE + ".requirement..")
        .should()
        .dependOnClassesThat(simpleNameEndingWith("Store").or(simpleNameEndingWith("Service")))
        .check(CLASSES);
  }

  @Test
  void itemsAreDecidedWithoutTheDatabase() {
    noClasses()
        .that()
        .resideInAPackage(SERVICE + ".checklist..")
        .and(not(HAS_A_ROLE))
        .should()
        .dependOnClassesThat(simpleNameEndingWith("Store").or(simpleNameEndingWith("Service")))
        .check(CLASSES);
  }

  @Test
  void theRegistrysHttpIsKnownToItsPackageOnly() {
    classes()
        .that()
        .haveSimpleName("RegistryHttpClient")
        .should()
        .bePackagePrivate()
        .check(CLASSES);
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
  void clockIsInjected() {
    HouseRules.clockIsInjected(CLASSES);
  }

  @Test
  void featuresFormNoCycle() {
    HouseRules.featuresFormNoCycle(CLASSES, SERVICE);
  }
}
