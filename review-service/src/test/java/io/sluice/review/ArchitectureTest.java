package io.sluice.review;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

@AnalyzeClasses(packages = "io.sluice.review", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
          "Urls");

  /** A class that plays a role in a framework, or is nested in one that does. */
  private static final DescribedPredicate<JavaClass> HAS_A_ROLE =
      DescribedPredicate.describe(
          "plays a role",
          type -> {
            String outermost = type.getName().replaceAll("\\$.*", "");
            String name = outermost.substring(outermost.lastIndexOf('.') + 1);
            return ROLES.stream().anyMatch(name::endsWith) || name.equals("package-info");
          });

  private static final String[] FRAMEWORKS = {
    "io.quarkus..",
    "jakarta..",
    "io.smallrye..",
    "io.vertx..",
    "org.hibernate..",
    "org.eclipse.microprofile..",
    "io.micrometer.."
  };

  @ArchTest
  static final ArchRule domainTypesKnowNoFramework =
      noClasses()
          .that(not(HAS_A_ROLE))
          .should()
          .dependOnClassesThat(resideInAnyPackage(FRAMEWORKS));

  @ArchTest
  static final ArchRule requirementsArePure =
      noClasses()
          .that()
          .resideInAPackage("..requirement..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(FRAMEWORKS))
          .orShould()
          .dependOnClassesThat(simpleNameEndingWith("Store").or(simpleNameEndingWith("Service")));

  @ArchTest
  static final ArchRule httpStaysInResourcesAndClients =
      noClasses()
          .that()
          .haveNameNotMatching(".*(Resource|Client)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.ws.rs..");

  @ArchTest
  static final ArchRule rowsStayInTheirPackage =
      classes().that().haveSimpleNameEndingWith("Row").should().bePackagePrivate();

  @ArchTest
  static final ArchRule onlyTheRegistryPackageKnowsItsHttp =
      classes().that().haveSimpleName("RegistryHttpClient").should().bePackagePrivate();

  @ArchTest
  static final ArchRule timeIsHandedIn =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule featuresFormNoCycle =
      slices().matching("io.sluice.review.(*)..").should().beFreeOfCycles();
}
