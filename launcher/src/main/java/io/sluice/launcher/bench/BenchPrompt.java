package io.sluice.launcher.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A made-up prompt of the size of a real one, its files and the digest of its version. It holds
 * only values whose canonical JSON (RFC 8785) is what Jackson writes with sorted keys.
 *
 * @param index from 0
 * @param version from 1
 * @param lines of its system message, of about 90 characters each
 */
record BenchPrompt(int index, int version, int lines) {
  static final List<String> TEAMS = List.of("support", "growth", "legal", "payments", "search");

  private static final List<String> WORDS =
      List.of(
          "classify summarise translate extract draft answer rewrite moderate route score billing"
              .concat(" refund email ticket invoice contract meeting medical travel order delivery")
              .concat(" product review complaint")
              .split(" "));

  /** Of a prompt of usual size. */
  static final int LINES = 12;

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static final String TESTS =
      """
      apiVersion: sluice/v1
      cases:
        - name: double charge
          tags: [real]
          inputs: {email: "I was charged twice"}
          assert:
            - {type: is-json}
            - {type: equals, path: $.category, value: billing}
      """;

  private static final Map<String, Object> TESTS_JSON =
      Map.of(
          "apiVersion",
          "sluice/v1",
          "cases",
          List.of(
              Map.of(
                  "name",
                  "double charge",
                  "tags",
                  List.of("real"),
                  "inputs",
                  Map.of("email", "I was charged twice"),
                  "assert",
                  List.of(
                      Map.of("type", "is-json"),
                      Map.of("type", "equals", "path", "$.category", "value", "billing")))));

  private static final String TESTS_DIGEST = digest(TESTS_JSON);

  BenchPrompt(int index, int version) {
    this(index, version, LINES);
  }

  String id() {
    return "%s-%s-%05d".formatted(word(index), word(index / WORDS.size() + 3), index);
  }

  String team() {
    return TEAMS.get(index % TEAMS.size());
  }

  String owner() {
    return "owner-" + index % 200 + "@example.com";
  }

  private String purpose() {
    return "Helps to %s every %s of the %s desk"
        .formatted(word(index), word(index * 7 + version), word(index * 3 + 1));
  }

  private List<String> text() {
    List<String> text = new ArrayList<>();
    for (int line = 1; line <= lines; line++) {
      text.add(
          "Step %d, edition %d: %s the %s, then %s what is left and say why."
              .formatted(
                  line,
                  version,
                  word(index + line * version),
                  word(index * line + version),
                  word(index + line)));
    }
    return text;
  }

  /** {@code prompt.yaml}. */
  String entry() {
    StringBuilder text = new StringBuilder();
    text().forEach(line -> text.append("      ").append(line).append('\n'));
    return """
        apiVersion: sluice/v1
        id: %s
        owner: %s
        team: %s
        purpose: %s
        model: anthropic/claude-sonnet-4-6
        modelParameters: {temperature: 0.2, maxTokens: 300}
        inputs:
          email: {type: string, required: true, maxLength: 20000}
        messages:
          - role: system
            content: |
        %s  - role: user
            content: "{{email}}"
        outputSchema:
          type: object
          required: [category]
          properties:
            category: {type: string}
        knownIssues:
          - Mixes up billing and refund
        limits: {latencyMs: 4000, costPerCallUsd: 0.01}
        """
        .formatted(id(), owner(), team(), purpose(), text);
  }

  private Map<String, Object> json() {
    return Map.ofEntries(
        Map.entry("apiVersion", "sluice/v1"),
        Map.entry("id", id()),
        Map.entry("owner", owner()),
        Map.entry("team", team()),
        Map.entry("purpose", purpose()),
        Map.entry("model", "anthropic/claude-sonnet-4-6"),
        Map.entry("modelParameters", Map.of("temperature", 0.2, "maxTokens", 300)),
        Map.entry(
            "inputs",
            Map.of("email", Map.of("type", "string", "required", true, "maxLength", 20000))),
        Map.entry(
            "messages",
            List.of(
                Map.of("role", "system", "content", String.join("\n", text()) + "\n"),
                Map.of("role", "user", "content", "{{email}}"))),
        Map.entry(
            "outputSchema",
            Map.of(
                "type",
                "object",
                "required",
                List.of("category"),
                "properties",
                Map.of("category", Map.of("type", "string")))),
        Map.entry("knownIssues", List.of("Mixes up billing and refund")),
        Map.entry("limits", Map.of("latencyMs", 4000, "costPerCallUsd", 0.01)));
  }

  /** Identity of the version, as the registry computes it. */
  String digest() {
    return digest(Map.of("prompt", json(), "tests", TESTS_DIGEST));
  }

  private static String digest(Object json) {
    try {
      byte[] canonical = CANONICAL.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String word(int number) {
    return WORDS.get(Math.floorMod(number, WORDS.size()));
  }
}
