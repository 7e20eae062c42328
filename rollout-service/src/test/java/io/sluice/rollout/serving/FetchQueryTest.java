package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain queries are read, and all others are left alone. */
class FetchQueryTest {
  @ParameterizedTest
  @CsvSource({
    "subject=s, production, s",
    "environment=staging&subject=s, staging, s",
    "subject=s&environment=staging, staging, s",
    "environment=staging, staging,",
    "subject=a%40b.example, production, a@b.example",
    "subject=a+b%2Bc, production, a b+c",
    "subject=a=b, production, a=b",
    "subject=%E2%82%AC, production, \u20ac"
  })
  void plainQueryIsRead(String query, String environment, String subject) {
    assertEquals(new FetchQuery(environment, subject), FetchQuery.of(query));
  }

  @Test
  void subjectMayBeEmptyOrLeftOut() {
    assertEquals(new FetchQuery("production", ""), FetchQuery.of("subject="));
    assertEquals(new FetchQuery("production", null), FetchQuery.of(""));
    assertEquals(new FetchQuery("production", null), FetchQuery.of(null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subject", "subject=s&", "&subject=s", "subject=s&subject=t", "subject=s;environment=x",
        "sub%6Aect=s", "Subject=s", "subject=s&other=1", "subject=%", "subject=%zz",
        "environment=a&environment=b"
      })
  void anythingElseIsLeftToTheResource(String query) {
    assertNull(FetchQuery.of(query));
  }

  @Test
  void subjectThatIsTooLongIsLeftToTheResource() {
    assertEquals("s".repeat(512), FetchQuery.of("subject=" + "s".repeat(512)).subject());
    assertNull(FetchQuery.of("subject=" + "s".repeat(513)));
  }
}
