package io.sluice.launcher.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.UserError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRequestTest {
  @ParameterizedTest
  @ValueSource(strings = {"engineer", "reviewer", "operator"})
  void peopleGetTwelveHoursAndNoSecondMore(String role) {
    assertEquals(List.of(role), request(Duration.ofHours(12), role).roles());
    String refusal = refusal(() -> request(Duration.ofHours(12).plusSeconds(1), role));
    assertTrue(refusal.contains("at most 12h"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "service"})
  void machinesGetNinetyDaysAndNoSecondMore(String role) {
    assertEquals(Duration.ofDays(90), request(Duration.ofDays(90), role).ttl());
    String refusal = refusal(() -> request(Duration.ofDays(90).plusSeconds(1), role));
    assertTrue(refusal.contains("at most 90d"), refusal);
  }

  @Test
  void aMachineRoleDoesNotLengthenAPersonsToken() {
    assertTrue(
        refusal(() -> request(Duration.ofDays(1), "app", "engineer")).contains("at most 12h"));
  }

  @Test
  void unknownRolesAreRefusedAndTheKnownOnesNamed() {
    String refusal = refusal(() -> request(Duration.ofHours(1), "admin"));
    assertTrue(refusal.contains("'admin'") && refusal.contains("engineer"), refusal);
  }

  @Test
  void aTokenIsForSomebodyAndForSomeTime() {
    List<String> engineer = List.of("engineer");
    Duration hour = Duration.ofHours(1);
    refusal(() -> new TokenRequest(" ", engineer, List.of(), hour));
    refusal(() -> new TokenRequest("a\nb", engineer, List.of(), hour));
    refusal(() -> new TokenRequest("ana", engineer, List.of(""), hour));
    refusal(() -> new TokenRequest("ana", List.of(), List.of(), hour));
    refusal(() -> request(Duration.ZERO, "engineer"));
  }

  @ParameterizedTest
  @CsvSource({"45s,PT45S", "30m,PT30M", "12h,PT12H", "90d,PT2160H"})
  void durationsAreReadAsPeopleTypeThem(String text, Duration duration) {
    assertEquals(duration, Ttl.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "h", "-1h", "1.5h", "1w", "9999999h"})
  void otherDurationsAreRefused(String text) {
    assertTrue(refusal(() -> Ttl.parse(text)).contains("30m"));
  }

  private static TokenRequest request(Duration ttl, String... roles) {
    return new TokenRequest("ana", List.of(roles), List.of("customer-success"), ttl);
  }

  private static String refusal(Executable action) {
    return assertThrows(UserError.class, action).getMessage();
  }
}
