package io.sluice.review.checklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sluice.review.checklist.ChecklistPolicy.Reading;
import io.sluice.review.support.Comparisons;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecklistPolicyTest {
  private static Reading read(String section) {
    return ChecklistPolicy.read(Map.of("checklist", Comparisons.json(section)));
  }

  private static ChecklistPolicy policy(String section) {
    return assertInstanceOf(Reading.Read.class, read(section)).policy();
  }

  @Test
  void withoutASectionNothingIsRequired() {
    assertEquals(new Reading.Read(ChecklistPolicy.NONE), ChecklistPolicy.read(Map.of()));
    assertEquals(ChecklistPolicy.NONE, policy("{}"));
    assertEquals(Set.of(), ChecklistPolicy.NONE.required());
    assertEquals(Set.of(), ChecklistPolicy.NONE.waivable());
  }

  @Test
  void everyFieldIsRead() {
    assertEquals(
        new ChecklistPolicy(
            Set.of(ChecklistItem.JUDGE, ChecklistItem.REAL_INPUTS),
            Set.of(ChecklistItem.LATENCY),
            "reviewer",
            30,
            7.5,
            List.of("tone"),
            12,
            25,
            50),
        policy(
            """
            {"required":["judge","real-inputs"],"waivable":["latency"],"waivedBy":"reviewer",
             "realInputs":30,"judge":{"minimum":7.5,"dimensions":["tone"]},"redTeamCases":12,
             "firstStage":25,"highVolumePerDay":50}
            """));
    assertEquals(EnumSet.allOf(ChecklistItem.class), policy("{\"required\":\"all\"}").required());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"all\"",
        "{\"required\":\"some\"}",
        "{\"required\":[\"vibes\"]}",
        "{\"required\":[7]}",
        "{\"requires\":[]}",
        "{\"waivable\":\"all\"}",
        "{\"waivedBy\":\"app\"}",
        "{\"realInputs\":0}",
        "{\"realInputs\":1.5}",
        "{\"realInputs\":\"20\"}",
        "{\"judge\":8}",
        "{\"judge\":{\"minimum\":11}}",
        "{\"judge\":{\"minimum\":\"8\"}}",
        "{\"judge\":{\"dimensions\":[]}}",
        "{\"judge\":{\"dimensions\":\"tone\"}}",
        "{\"judge\":{\"median\":8}}",
        "{\"redTeamCases\":-1}",
        "{\"firstStage\":0}",
        "{\"highVolumePerDay\":99999999999}"
      })
  void whatIsNotUnderstoodIsNeverIgnored(String section) {
    assertInstanceOf(Reading.NotUnderstood.class, read(section));
  }
}
