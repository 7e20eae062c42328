package io.sluice.registry.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.registry.facts.NearDuplicates.Duplicate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearDuplicatesTest {
  private static final String LONG =
      "I was charged twice for my March invoice and would like to have one of the two payments back"
          + " on the card that I paid with";

  private static List<Integer> indexes(List<Duplicate> duplicates) {
    return duplicates.stream().map(Duplicate::index).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "I was charged twice!, i was CHARGED twice",
    "'a  b\tc\nd', a b c d",
    "\uFF21\uFF22\uFF23 and more, ABC and more",
    "'¿Dónde está mi pedido?', dónde está mi pedido",
    "أين طلبي؟, أين طلبي",
    "'', '  ...  '"
  })
  void caseWidthSpaceAndPunctuationTellNothingApart(String one, String two) {
    assertEquals(
        List.of(new Duplicate(1, 0, 1.0)),
        NearDuplicates.among(List.of(one, two)),
        () -> NearDuplicates.normalised(one) + " / " + NearDuplicates.normalised(two));
  }

  @Test
  void oneOtherWordInALongTextIsNear() {
    assertEquals(
        List.of(1), indexes(NearDuplicates.among(List.of(LONG, LONG.replace("March", "April")))));
  }

  @Test
  void otherQuestionsAreNotNear() {
    assertEquals(
        List.of(),
        NearDuplicates.among(
            List.of(LONG, "The app does not start since the update", "Where is my parcel?", "👍")));
  }

  @Test
  void eachIsNearToAnEarlierOneThatCounts() {
    List<Duplicate> found =
        NearDuplicates.among(
            List.of(LONG, "Where is my parcel?", LONG + ".", "where is my parcel", LONG + "!"));
    assertEquals(List.of(2, 3, 4), indexes(found));
    assertEquals(List.of(0, 1, 0), found.stream().map(Duplicate::of).toList());
  }

  /** 8 shingles in common of 10 are near, 7 of 9 are not. */
  @Test
  void fourFifthsIsTheThreshold() {
    assertEquals(
        List.of(new Duplicate(1, 0, 0.8)),
        NearDuplicates.among(List.of("abcdefghijklm", "abcdefghijkln")));
    assertEquals(List.of(), NearDuplicates.among(List.of("abcdefghijkl", "abcdefghijkm")));
  }

  @Test
  void itFindsWhatComparingAllPairsFinds() {
    long seed = 20_260_301;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        texts.add(
            texts.isEmpty() || random.nextInt(3) == 0
                ? text(random, 5 + random.nextInt(80))
                : spoilt(random, texts.get(random.nextInt(texts.size()))));
      }
      assertEquals(
          allPairs(texts),
          indexes(NearDuplicates.among(texts)),
          "seed " + seed + ", round " + round + ": " + texts);
    }
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 'a', 'e').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static String spoilt(Random random, String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0; i--) {
      spoilt.setCharAt(random.nextInt(text.length()), (char) ('a' + random.nextInt(5)));
    }
    return spoilt.toString();
  }

  private static List<Integer> allPairs(List<String> texts) {
    List<Set<String>> kept = new ArrayList<>();
    List<Integer> near = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Set<String> shingles = new HashSet<>();
      for (int at = 0; at + 5 <= texts.get(i).length(); at++) {
        shingles.add(texts.get(i).substring(at, at + 5));
      }
      if (kept.stream().anyMatch(other -> similarity(other, shingles) >= 0.8)) {
        near.add(i);
      } else {
        kept.add(shingles);
      }
    }
    return near;
  }

  private static double similarity(Set<String> a, Set<String> b) {
    Set<String> common = new HashSet<>(a);
    common.retainAll(b);
    return (double) common.size() / (a.size() + b.size() - common.size());
  }
}
