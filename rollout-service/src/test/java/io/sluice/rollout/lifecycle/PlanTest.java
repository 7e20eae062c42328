package io.sluice.rollout.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.rollout.verdict.Margins;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  @Test
  void durationsAreWholeNumbersWithAUnit() {
    assertEquals(Duration.ofSeconds(90), Plan.duration("90s"));
    assertEquals(Duration.ofMinutes(2), Plan.duration("2m"));
    assertEquals(Duration.ofHours(48), Plan.duration("48h"));
    assertEquals(Duration.ofDays(7), Plan.duration("7d"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "48", "h", "-1s", "1.5h", "48 h", "PT48H", "9999999999s"})
  void otherDurationsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Plan.duration(text));
  }

  @Test
  void stagesMustRiseToAHundred() {
    assertThrows(IllegalArgumentException.class, () -> plan(List.of()));
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(10, 50)));
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(50, 10, 100)));
    assertThrows(IllegalArgumentException.class, () -> plan(List.of(0, 100)));
  }

  @Test
  void planWithoutMarginsHasTheDefaultOnes() {
    assertEquals(Margins.DEFAULT, plan(List.of(100)).margins());
    assertThrows(IllegalArgumentException.class, () -> new Margins(1, 1.3, 3, 2));
  }

  private static Plan plan(List<Integer> stages) {
    return new Plan(
        stages, Duration.ZERO, Duration.ZERO, 5, Duration.ofSeconds(2), 0.01, 0.005, null, null);
  }
}
