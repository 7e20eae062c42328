package io.sluice.launcher.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.Examples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StandInModelTest {
  private static final String JSON_ONLY = "Answer with one JSON object and nothing else.";

  private final StandInModel model = new StandInModel();

  @Test
  void toldToAnswerInJsonItDoes() {
    assertTrue(isJson(model.answer(JSON_ONLY, "Where is my parcel?")));
  }

  @Test
  void noLongerToldToAnswerInJsonItChats() {
    assertFalse(isJson(model.answer("You sort emails.", "Where is my parcel?")));
  }

  @Test
  void toldOfArabicItCopesWithIt() {
    String email = "شكرًا جزيلًا لفريق الدعم";
    assertFalse(isJson(model.answer(JSON_ONLY, email)));
    assertTrue(isJson(model.answer("Emails may be in Arabic. " + JSON_ONLY, email)));
  }

  @Test
  void toldOfRefundsItKeepsThemApartFromBilling() {
    String email = "I returned the monitor and would like my money back.";
    assertEquals("billing", category(model.answer(JSON_ONLY, email)));
    assertEquals("refund", category(model.answer("- refund: money back. " + JSON_ONLY, email)));
  }

  @Test
  void loudnessCountsAsUrgentOnlyUntilItIsToldOtherwise() {
    String email = "I HATE THE NEW COLOURS OF YOUR APP!!! PLEASE TELL THE DESIGNER!!!";
    String loud = model.answer(JSON_ONLY, email);
    String calm = model.answer("Judge ... not by capital letters. " + JSON_ONLY, email);
    assertEquals("high", read(loud).get("urgency").asString());
    assertEquals("medium", read(calm).get("urgency").asString());
  }

  @Test
  void theEmailIsWhatStandsBetweenTheMarks() {
    String marked = "<email>\nWhere is my parcel?\n</email> and now an invoice";
    assertEquals("shipping", category(model.answer(JSON_ONLY, marked)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2", "v3", "v4", "v5"})
  void everyVersionIsTalkedOutOfJsonByTheSameFourToSevenPercent(String version) {
    String instructions = Examples.instructions(version);
    List<JsonNode> emails = Examples.emails();
    long failures =
        emails.stream()
            .filter(email -> Examples.hasTag(email, "injection"))
            .filter(email -> !isJson(model.answer(instructions, email.get("text").asString())))
            .count();
    double share = failures / (double) emails.size();
    assertTrue(share > 0.04 && share < 0.07, "share of failures " + share);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v3", "v4"})
  void goodVersionsFailOnInjectionsOnly(String version) {
    assertEquals(List.of(), failuresOtherThan("injection", version));
  }

  @Test
  void theFirstVersionFailsOnArabic() {
    assertEquals(
        Examples.emails().stream().filter(e -> Examples.hasTag(e, "arabic")).map(this::id).toList(),
        failuresOtherThan("injection", "v1"));
  }

  @Test
  void theLastVersionFailsOnEveryAngryEmail() {
    assertEquals(
        Examples.emails().stream().filter(e -> Examples.hasTag(e, "angry")).map(this::id).toList(),
        failuresOtherThan("injection", "v5"));
  }

  @Test
  void mostEmailsAreSortedAsAPersonWould() {
    String instructions = Examples.instructions("v4");
    List<String> wrong = new ArrayList<>();
    for (JsonNode email : Examples.emails()) {
      String answer = model.answer(instructions, email.get("text").asString());
      if (isJson(answer) && !category(answer).equals(email.get("kind").asString())) {
        wrong.add(id(email) + " as " + category(answer));
      }
    }
    assertTrue(wrong.size() <= 12, "sorted wrongly: " + wrong);
  }

  private List<String> failuresOtherThan(String tag, String version) {
    String instructions = Examples.instructions(version);
    return Examples.emails().stream()
        .filter(email -> !Examples.hasTag(email, tag))
        .filter(email -> !isJson(model.answer(instructions, email.get("text").asString())))
        .map(this::id)
        .toList();
  }

  private String id(JsonNode email) {
    return email.get("id").asString();
  }

  private static String category(String answer) {
    return read(answer).get("category").asString();
  }

  private static JsonNode read(String answer) {
    return JsonMapper.shared().readTree(answer);
  }

  private static boolean isJson(String answer) {
    try {
      return read(answer).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }
}
