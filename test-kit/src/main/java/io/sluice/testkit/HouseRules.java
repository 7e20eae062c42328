package io.sluice.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;

/** The rules of the house that a machine can hold; each service applies them to itself. */
public final class HouseRules {
  private HouseRules() {}

  /** A service's own classes, without its tests. */
  public static JavaClasses classesOf(String service) {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(service);
  }

  /** Time comes from an injected Clock. */
  public static void clockIsInjected(JavaClasses classes) {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("time comes from an injected Clock")
        .check(classes);
  }

  /** Only the edges speak HTTP. */
  public static void httpStaysAtTheEdges(JavaClasses classes) {
    noClasses()
        .that(
            DescribedPredicate.not(
                namedLike("Resource").or(namedLike("Client")).or(namedLike("ClientFilter"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.ws.rs..")
        .because("HTTP is the business of …Resource and …Client")
        .check(classes);
  }

  /** Rows are nobody's business but their store's. */
  public static void rowsStayInTheirFeature(JavaClasses classes) {
    classes().that().haveSimpleNameEndingWith("Row").should().bePackagePrivate().check(classes);
  }

  /** Features form no cycle. */
  public static void featuresFormNoCycle(JavaClasses classes, String service) {
    slices().matching(service + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  /** Packages that must stay plain Java. */
  public static void isPure(JavaClasses classes, String... packages) {
    noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..",
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx..",
            "org.hibernate..",
            "org.eclipse..")
        .because("domain types know no framework")
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> namedLike(String suffix) {
    return DescribedPredicate.describe(
        "is a " + suffix,
        type -> {
          String name = type.getName();
          int inner = name.indexOf('$');
          return (inner < 0 ? name : name.substring(0, inner)).endsWith(suffix);
        });
  }
}
