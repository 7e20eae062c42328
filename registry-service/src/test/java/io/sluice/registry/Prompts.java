package io.sluice.registry;

/** Texts of registry files for tests. */
public final class Prompts {
  private Prompts() {}

  public static String entry(String id, String purpose) {
    return """
        apiVersion: sluice/v1
        id: %s
        owner: omar@example.com
        team: customer-success
        purpose: %s
        model: anthropic/claude-sonnet-4-6
        modelParameters: {temperature: 0.2, maxTokens: 300}
        inputs:
          email: {type: string, required: true, maxLength: 20000}
        messages:
          - role: system
            content: |
              Classify the email.
          - role: user
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
        .formatted(id, purpose);
  }

  public static String suite() {
    return """
        apiVersion: sluice/v1
        cases:
          - name: double charge
            tags: [real]
            inputs: {email: "I was charged twice"}
            assert:
              - {type: is-json}
              - {type: equals, path: $.category, value: billing}
        """;
  }
}
