package io.sluice.review.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.kit.problem.ProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text);
  }

  @Test
  void anEntryAndItsSuiteGoWhereTheRepositoryKeepsThem() throws Exception {
    assertEquals(
        Set.of("prompts/x/prompt.yaml", "prompts/x/tests.yaml"),
        PromptFiles.of(json("{\"id\":\"x\"}"), json("{\"cases\":[]}")).keySet());
    assertEquals(
        Set.of("prompts/x/prompt.yaml"), PromptFiles.of(json("{\"id\":\"x\"}"), null).keySet());
  }

  @Test
  void severalLinesBecomeABlockThatAReviewerCanRead() throws Exception {
    String yaml =
        PromptFiles.of(json("{\"id\":\"x\",\"content\":\"first\\nsecond\\n\"}"), null)
            .get("prompts/x/prompt.yaml");
    assertTrue(yaml.contains("content: |\n  first\n  second\n"), yaml);
  }

  @Test
  void whateverStringComesIsReadBackAsTheSameString() throws Exception {
    for (String value :
        List.of(
            "no",
            "on",
            "null",
            "~",
            "1e3",
            "0x1F",
            "0o17",
            "1_000",
            "2026-01-01",
            "12:30:45",
            "y",
            "N",
            "Yes",
            "OFF",
            "True",
            "Null",
            "e",
            "E5",
            "yes please",
            "a ",
            "a  b",
            "a,b",
            "x: y",
            "x #y",
            "a-",
            "a.",
            "=",
            "<<",
            "",
            " leading",
            "trailing ",
            "a: b",
            "# no comment",
            "- item",
            "&anchor",
            "*alias",
            "!tag",
            "{{email}}",
            "tab\there",
            "quote \" and ' both",
            "back\\slash",
            "line\n\n  indented\nend",
            "\nleading line",
            "trailing spaces  \nnext",
            "crlf\r\nline",
            "مرحبا",
            "😀",
            "a".repeat(3000))) {
      JsonNode entry = JSON.createObjectNode().put("id", "x").put("value", value);
      String yaml = PromptFiles.of(entry, null).get("prompts/x/prompt.yaml");
      assertEquals(entry, new YAMLMapper().readTree(yaml), yaml);
    }
  }

  @Test
  void numbersAndNestingSurvive() throws Exception {
    JsonNode entry =
        json(
            "{\"id\":\"x\",\"modelParameters\":{\"temperature\":0.2,\"maxTokens\":300},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"{{email}}\"}],\"flag\":true,"
                + "\"nothing\":null,\"empty\":[],\"none\":{}}");
    assertEquals(
        entry, new YAMLMapper().readTree(PromptFiles.of(entry, null).get("prompts/x/prompt.yaml")));
  }

  @Test
  void anIdThatIsNoFolderNameIsRefused() throws Exception {
    for (String id :
        List.of("", ".", "..", "a/b", "../a", "a..b", "A", "-a", "a b", "x".repeat(101))) {
      JsonNode entry = JSON.createObjectNode().put("id", id);
      assertThrows(ProblemException.class, () -> PromptFiles.of(entry, null), id);
    }
    assertThrows(ProblemException.class, () -> PromptFiles.of(json("[]"), null));
    assertThrows(ProblemException.class, () -> PromptFiles.of(json("{\"id\":7}"), null));
  }
}
