package io.sluice.kit.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static final Map<String, String> INPUTS = Map.of("a", "{{b}}", "b", "$1\\2");

  @Test
  void goldenCases() throws IOException {
    JsonNode cases;
    try (InputStream in = TemplateTest.class.getResourceAsStream("/template/cases.json")) {
      cases = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    assertEquals(17, cases.size());
    for (JsonNode golden : cases) {
      String text = golden.path("template").asText();
      Template template = Template.parse(text);
      assertEquals(strings(golden.path("inputs")), template.names(), text);
      assertEquals(
          strings(golden.path("fragments")),
          template.fragments().stream().map(f -> f.id() + "@" + f.version()).toList(),
          text);
      assertEquals(golden.path("malformed").asInt(), template.malformed().size(), text);
      assertEquals(golden.path("filled").asText(), template.fill(INPUTS), text);
      assertEquals(
          text, template.parts().stream().map(Template.Part::source).collect(Collectors.joining()));
    }
  }

  @Test
  void partsKnowWhereTheyStand() {
    Template template = Template.parse("ab{{c}}d{{> e@1}}");
    assertEquals(
        List.of(0, 2, 7, 8), template.parts().stream().map(Template.Part::offset).toList());
  }

  @Test
  void hostileTextIsReadInLinearTime() {
    for (String evil : List.of("{", "{{", "{{>", "{{ ", "{{a", "{{> a.", "}}", "{{{}")) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(2), () -> Template.parse(evil.repeat(250_000 / evil.length())));
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
