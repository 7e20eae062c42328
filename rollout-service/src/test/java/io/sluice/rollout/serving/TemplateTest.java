package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void inputsAreFilledInOnceAndNeverReadAgain() {
    Template template = Template.parse("{{a}} and {{ b }} and {{a}}");
    assertEquals(List.of("a", "b", "a"), template.names());
    assertEquals("{{b}} and $1\\2 and {{b}}", template.fill(Map.of("a", "{{b}}", "b", "$1\\2")));
  }

  @Test
  void whatIsNoPlaceholderStaysAsItIs() {
    for (String text : List.of("", "{a}", "{{}}", "{{a b}}", "{{1}}", "{{#if}}", "{{", "}} {{")) {
      assertEquals(text, Template.parse(text).fill(Map.of()));
    }
    assertEquals("{x}", Template.parse("{{{a}}}").fill(Map.of("a", "x")));
  }
}
