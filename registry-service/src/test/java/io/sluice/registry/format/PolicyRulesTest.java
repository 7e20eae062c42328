package io.sluice.registry.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRulesTest {
  private static final RepositoryPath.Policy AT = new RepositoryPath.Policy();

  private static List<String> findings(String yaml) {
    return FileFormat.check(AT, yaml.getBytes(StandardCharsets.UTF_8)).findings().stream()
        .map(finding -> finding.where() + " " + finding.rule())
        .toList();
  }

  @Test
  void everyRuleAtOnceIsGood() {
    assertEquals(
        List.of(),
        findings(
            """
            apiVersion: sluice/v1
            environments:
              production:
                approvals:
                  - {count: 2}
                  - {count: 1, team: own}
                approvalsExpire: 14d
                freeze:
                  - {from: "2026-12-20T00:00:00Z", to: "2027-01-02T00:00:00Z", reason: Peak}
                  - {weekly: {from: "fri 18:00", to: "mon 08:00", zone: Europe/Berlin}}
                rollout: {stages: [10, 100]}
              staging: {approvals: 1, approverTeam: own}
            labels:
              high-risk:
                environments: [production]
                approvals: [{count: 1, team: security}]
                approvalsExpire: 3d
            """));
  }

  @Test
  void theFirstPolicyOfARepositoryIsGood() {
    assertEquals(List.of(), findings(Policy.INITIAL));
  }

  /** Each is one line in the place of production's rules, so the finding is in line 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {approvals: 0}                                                     | schema-oneOf
          {approvals: [{count: 1, team: own}], approverTeam: own}            | approver-team-without-number
          {approvals: [{count: 1}, {count: 2, team: any}]}                   | approvals-twice
          {approvals: 1, approvalsExpire: soon}                              | schema-pattern
          {approvals: 1, approvers: [omar]}                                  | schema-additionalProperties
          {approvals: 1, freeze: [{weekly: {from: fri 18:00, to: mon 08:00, zone: Europe/Atlantis}}]} | unknown-time-zone
          {approvals: 1, freeze: [{weekly: {from: fri 18:00, to: fri 18:00, zone: UTC}}]}             | freeze-is-empty
          {approvals: 1, freeze: [{from: '2026-12-20T00:00:00Z', to: '2026-12-19T00:00:00Z'}]}        | freeze-is-empty
          {approvals: 1, freeze: [{from: '2026-02-30T00:00:00Z', to: '2026-12-19T00:00:00Z'}]}        | no-such-time
          """)
  void aPolicyThatCannotBeAppliedIsRefusedWithFileLineAndRule(String rules, String rule) {
    List<String> found =
        findings("apiVersion: sluice/v1\nenvironments:\n  production:\n    " + rules + "\n");
    assertEquals(true, found.stream().anyMatch(f -> f.endsWith(rule)), found.toString());
    assertEquals(
        true, found.stream().allMatch(f -> f.startsWith("sluice.yaml:4:")), found.toString());
  }

  @Test
  void aLabelsRulesNameEnvironmentsThatAreThere() {
    assertEquals(
        List.of("sluice.yaml:6:20 unknown-environment"),
        findings(
            """
            apiVersion: sluice/v1
            environments:
              production: {approvals: 1}
            labels:
              high-risk:
                environments: [moon]
                approvals: 1
            """));
  }
}
