package io.sluice.registry.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Customer-Email.classifier_v2 | customer email classifier v2
          don't stop                   | don t stop
          Café ÅNGSTRÖM                | cafe angstrom
          مَدْرَسَة                        | مدرسة
          كـــتاب                      | كتاب
          退款abc                       | 退 款 abc
          カタカナ                       | カ タ カ ナ
          किताब                         | किताब
          """)
  void wordsAreWhatPeopleType(String text, String words) {
    assertEquals(words, SearchWords.of(text, 1_000));
  }

  @Test
  void longTextsAreBounded() {
    assertTrue(SearchWords.of("word ".repeat(100_000), 50_000).length() <= 50_000);
    assertTrue(SearchWords.of("\uFDFA".repeat(100_000), 50_000).length() <= 50_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          refund rou      | refund rou       | true
          refund-rou      | refund rou       | true
          refund -rou     | refund -rou      | false
          "refund rou     | "refund rou      | false
          "refund rou"    | "refund rou"     | false
          refund OR       | refund or        | false
          a - b --c       | a b c            | false
          a - b --cd      | a b cd           | true
          -"a phrase" b   | -"a phrase" b    | false
          (a) & b:*, cd   | a b cd           | true
          """)
  void aQueryKeepsPhrasesAndWhatMustNotBeThere(String typed, String web, boolean prefix) {
    assertEquals(new SearchQuery(web, prefix), SearchQuery.of(typed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          -a            | true
          -"a b" -c     | true
          -a b          | false
          a             | false
          ...           | false
          """)
  void aQueryThatOnlyExcludesIsTold(String typed, boolean only) {
    assertEquals(only, SearchQuery.of(typed).onlyExcludes());
  }

  @ParameterizedTest
  @CsvSource({"...", "-", "or", "'\"\"'"})
  void aQueryWithoutWordsLooksForNothing(String typed) {
    assertTrue(SearchQuery.of(typed).isEmpty());
  }
}
