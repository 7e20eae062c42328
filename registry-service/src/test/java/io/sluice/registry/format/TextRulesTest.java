package io.sluice.registry.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.registry.Prompts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "202A",
        "202E",
        "2066",
        "2069",
        "200E",
        "200F",
        "061C", // order of reading
        "200B",
        "2060",
        "2061",
        "FEFF",
        "00AD",
        "034F",
        "180E",
        "FFF9", // no width
        "E0001",
        "E0041",
        "E007F",
        "E0100",
        "FE00",
        "180B", // tags and selectors
        "0000",
        "0007",
        "001B",
        "007F",
        "0085",
        "2028",
        "2029", // controls
        "115F",
        "1160",
        "3164",
        "FFA0",
        "17B4",
        "2800",
        "1D159", // look empty
        "2065",
        "FFF0",
        "E0FFF",
        "FDD0",
        "FFFF",
        "1FFFE",
        "E000",
        "F0000" // mean nothing
      })
  void hiddenCharactersAreFound(String hex) {
    String c = Character.toString(Integer.parseInt(hex, 16));

    List<Finding> found = HiddenCharacters.find("p", "one\npay" + c + "pal");

    assertEquals(1, found.size(), hex);
    assertEquals("p:2:4", found.getFirst().where());
    assertTrue(found.getFirst().message().contains("U+" + hex), found.getFirst().message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tab\tand\r\nline",
        "naïve Straße — “quotes” … €",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian, non-joiner
        "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937", // Devanagari, both joiners
        "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", // a family
        "\ud83e\uddd1\ud83c\udffd\u200d\ud83d\udcbb", // a person at a computer, with a skin tone
        "\u2764\ufe0f \u00a9\ufe0e 1\ufe0f\u20e3", // emoji and text style, a key
        "\u8fbb\ufe00", // an ideograph with a standardized look
        "\u1820\u180b", // Mongolian
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627", // right to left by themselves
        "\u0601\u0661", // Arabic number sign
        "\u2801\u2800\u2803", // Braille with a blank
        "日本語 한국어 ไทย"
      })
  void writingStaysPossible(String text) {
    assertEquals(List.of(), HiddenCharacters.find("p", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pay\u200dpal",
        "\u00e9\u200c\u00e9", // nothing to join
        "\u0645\u200c\u200d\u0645", // joiners in a row are a code
        "a\ufe0f",
        "\u2764\ufe0f\ufe0f",
        "\u8fbb\ufe00\ufe01" // nothing to select
      })
  void joinersAndSelectorsThatDoNothingAreFound(String text) {
    assertFalse(HiddenCharacters.find("p", text).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AKIA~IOSFODNN7EXAMPLE",
        "ghp~_abcdefghijklmnopqrstuvwxyz0123456789",
        "github~_pat_11ABCDEFG0abcdefghijkl",
        "glpat~-abcdefghij0123456789",
        "xoxb~-123456789012-abcdef",
        "https://hooks.slack~.com/services/T0000000/B0000000/XXXXXXXX",
        "sk-ant~-api03-abcdefghijklmnop0123",
        "sk-proj~-abcdefghijklmnop0123",
        "AIza~SyA1234567890abcdefghijklmnopqrstuv",
        "GOCSPX~-abcdefghij0123456789abcd",
        "-----BEGIN RSA~ PRIVATE KEY-----",
        "-----BEGIN~ PRIVATE KEY-----",
        "eyJ~hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0AAAA.x",
        "postgres://app:~hunter2hunter2@db/main",
        "api_key = '~9f8e7d6c5b4a39281706f5e4d3c2b1a0'",
        "Authorization: Bearer ~Zx81kQ0pLm29vBn37cXsDf45",
        "\"client_secret\": \"~Zx81kQ0pLm29vBn37cXsDf45\""
      })
  void secretsAreFoundAndNotRepeated(String halves) {
    String secret = halves.replace("~", "");

    List<Finding> found = SecretScan.find("p", "one\nUse " + secret + " please");

    assertFalse(found.isEmpty(), secret);
    assertEquals(2, found.getFirst().line());
    assertFalse(found.getFirst().message().contains(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxTokens: 300",
        "token: {{sessionTokenOfTheCustomer}}",
        "password: correct-horse-battery-staple",
        "digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "a sk-learn-based-classification-model",
        "see https://example.com/a:b@c",
        "the secret of a good answer is brevity"
      })
  void ordinaryTextIsNoSecret(String text) {
    assertEquals(List.of(), SecretScan.find("p", text));
  }

  @Test
  void anEscapeHidesNothing() {
    assertEquals(List.of("hidden-character at p:12:5"), promptSaying("\"pay\\u202Epal\""));
    assertEquals(List.of("hidden-character at p:12:5"), promptSaying("\"pay\\U000E0041pal\""));
    assertEquals(List.of("secret at p:12:5"), promptSaying("\"AKIA\\x49OSFODNN7EXAMPLE\""));
  }

  @Test
  void aTestCaseMayHoldAnEscapedAttack() {
    String suite = Prompts.suite().replace("I was charged twice", "pay\\u202Epal");
    assertEquals(
        List.of(),
        FileFormat.check(new RepositoryPath.Tests("x"), suite.getBytes(StandardCharsets.UTF_8))
            .findings());
  }

  private static List<String> promptSaying(String yaml) {
    String entry =
        Prompts.entry("x", "x")
            .replaceAll(
                "\\|\n +Classify the email\\.", java.util.regex.Matcher.quoteReplacement(yaml));
    return FileFormat.check(new RepositoryPath.Prompt("x"), entry.getBytes(StandardCharsets.UTF_8))
        .findings()
        .stream()
        .map(f -> f.rule() + " at " + f.where().replace("prompts/x/prompt.yaml", "p"))
        .toList();
  }
}
