package io.sluice.registry.difference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.registry.difference.MessageDiff.Run;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessageDiffTest {
  private static String without(String op, List<Run> runs) {
    return runs.stream()
        .filter(run -> !run.op().equals(op))
        .map(Run::text)
        .collect(Collectors.joining());
  }

  @Test
  void wordsNotLinesAreCompared() {
    assertEquals(
        List.of(
            new Run("equal", "Be"),
            new Run("delete", " very"),
            new Run("equal", " kind to the "),
            new Run("delete", "user"),
            new Run("insert", "customer"),
            new Run("equal", ".")),
        MessageDiff.words("Be very kind to the user.", "Be kind to the customer."));
  }

  @Test
  void scriptsWithoutSpacesAreComparedInPieces() {
    List<Run> arabic = MessageDiff.words("كن لطيفا مع العميل", "كن لطيفا مع الزبون");
    assertEquals(new Run("equal", "كن لطيفا مع "), arabic.getFirst());
    assertEquals(new Run("delete", "العميل"), arabic.get(1));
    List<Run> chinese = MessageDiff.words("请用中文回答。谢谢", "请用英文回答。谢谢");
    assertTrue(chinese.getLast().op().equals("equal"), chinese.toString());
    assertTrue(chinese.getLast().text().endsWith("。谢谢"), chinese.toString());
  }

  @Test
  void putTogetherAgainTheRunsAreBothTexts() {
    long seed = 7;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> words = List.of("a ", "bb ", "{{x}}", "\n", "你好", "👩‍💻", "é", "العميل ", ". ");
    for (int i = 0; i < 500; i++) {
      String before = text(random, words);
      String after = text(random, words);
      List<Run> runs = MessageDiff.words(before, after);
      assertEquals(before, without("insert", runs));
      assertEquals(after, without("delete", runs));
    }
  }

  private static String text(Random random, List<String> words) {
    return random
        .ints(random.nextInt(30), 0, words.size())
        .mapToObj(words::get)
        .collect(Collectors.joining());
  }
}
