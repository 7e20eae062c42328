package io.sluice.review.requirement;

import static io.sluice.review.support.Comparisons.DIGEST;
import static io.sluice.review.support.Comparisons.T0;
import static io.sluice.review.support.Comparisons.json;
import static io.sluice.review.support.Comparisons.rules;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.review.approval.Approval;
import io.sluice.review.people.Person;
import io.sluice.review.registry.Comparison.FileChange;
import io.sluice.review.registry.Comparison.Finding;
import io.sluice.review.registry.Comparison.Policy;
import io.sluice.review.registry.Comparison.Promotion;
import io.sluice.review.registry.Comparison.PromptChange;
import io.sluice.review.support.Comparisons;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequirementTest {
  private static final String CURRENT = "sha256:" + "1".repeat(64);
  private static final String EARLIER = "sha256:" + "2".repeat(64);

  private static Approval by(String who, String... teams) {
    return new Approval(who, T0, CURRENT, Set.of(teams));
  }

  private static RequirementResult one(
      String name, Comparisons comparison, String promoteTo, Approval... approvals) {
    Submission submission =
        new Submission(
            comparison.build(),
            promoteTo,
            CURRENT,
            Set.of("ana", "ben"),
            List.of(approvals),
            List.of(),
            Map.of(),
            T0);
    return Requirement.evaluate(submission).stream()
        .filter(result -> result.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Verdict approval(Comparisons comparison, Approval... approvals) {
    return one("approval", comparison, "production", approvals).verdict();
  }

  private static Comparisons ruled(String rules) {
    return Comparisons.plain().withPolicy(rules(Map.of("production", rules)));
  }

  @Test
  void aGoodChangeMeetsEverything() {
    Submission submission =
        new Submission(
            Comparisons.plain().build(),
            "production",
            CURRENT,
            Set.of("ana"),
            List.of(by("omar")),
            List.of(),
            Map.of(),
            T0);
    assertEquals(
        Map.of(
            "content",
            true,
            "format",
            true,
            "base",
            true,
            "checklist",
            true,
            "approval",
            true,
            "freeze",
            true),
        Requirement.evaluate(submission).stream()
            .collect(Collectors.toMap(RequirementResult::name, RequirementResult::isMet)));
  }

  @Test
  void nobodysApprovalIsUnmetAndSaysSo() {
    RequirementResult result = one("approval", Comparisons.plain(), "production");
    assertEquals(Verdict.UNMET, result.verdict());
    assertEquals("production needs 1 approval: nobody gave one to this digest", result.reason());
    assertEquals(List.of(), result.passing());
  }

  @Test
  void contributorsDoNotCount() {
    assertEquals(Verdict.UNMET, approval(Comparisons.plain(), by("ana"), by("ben")));
    assertEquals(Verdict.MET, approval(Comparisons.plain(), by("ana"), by("omar")));
  }

  @Test
  void approvalsOfAnotherDigestDoNotCount() {
    assertEquals(
        Verdict.UNMET, approval(Comparisons.plain(), new Approval("omar", T0, EARLIER, Set.of())));
  }

  @Test
  void onePersonCountsOnce() {
    assertEquals(Verdict.UNMET, approval(ruled("{\"approvals\":2}"), by("omar"), by("omar")));
    assertEquals(Verdict.MET, approval(ruled("{\"approvals\":2}"), by("omar"), by("ria")));
  }

  @Test
  void whatIsNotUnderstoodIsNeverMet() {
    for (String rules :
        List.of(
            "{}",
            "{\"approvals\":\"one\"}",
            "{\"approvals\":0}",
            "{\"approvals\":-1}",
            "{\"approvals\":1,\"approverTeam\":\"\"}",
            "{\"approvals\":[]}",
            "{\"approvals\":[{\"count\":1,\"who\":\"omar\"}]}",
            "{\"approvals\":1,\"approvalsExpire\":\"soon\"}",
            "{\"approvals\":1,\"freeze\":[{\"weekly\":{\"from\":\"fri\",\"to\":\"mon 08:00\",\"zone\":\"UTC\"}}]}",
            "{\"approvals\":1000}",
            "{\"approvals\":1.5}",
            "{\"approvals\":1,\"approverTeam\":7}",
            "{\"approvals\":1,\"freeze\":\"weekend\"}")) {
      assertEquals(Verdict.MISSING, approval(ruled(rules), by("omar", "support")), rules);
    }
  }

  @Test
  void noPolicyAtAllIsMissing() {
    assertEquals(Verdict.MISSING, approval(Comparisons.plain().withPolicy(null), by("omar")));
    assertEquals(
        Verdict.MISSING, approval(Comparisons.plain().withPolicy(rules(Map.of())), by("omar")));
  }

  @Test
  void anEnvironmentThatMainDoesNotKnowIsUnmet() {
    RequirementResult result = one("approval", Comparisons.plain(), "moon", by("omar"));
    assertEquals(Verdict.UNMET, result.verdict());
    assertTrue(result.reason().contains("no environment 'moon'"), result.reason());
  }

  @Test
  void theRolloutSectionIsNoApprovalRule() {
    assertEquals(
        Verdict.MET,
        approval(ruled("{\"approvals\":1,\"rollout\":{\"watch\":\"1h\"}}"), by("omar")));
  }

  @Test
  void theOwnTeamRuleAsksForThePromptsTeam() {
    Comparisons own = ruled("{\"approvals\":1,\"approverTeam\":\"own\"}");
    assertEquals(Verdict.UNMET, approval(own, by("omar", "billing")));
    assertEquals(Verdict.MET, approval(own, by("omar", "support", "billing")));
  }

  @Test
  void everyTouchedTeamHasToApprove() {
    Comparisons own =
        ruled("{\"approvals\":1,\"approverTeam\":\"own\"}")
            .withPrompts(
                List.of(
                    new PromptChange("x", "omar", "support", 3, 3, 4, DIGEST),
                    new PromptChange("y", "ria", "billing", 1, 1, 2, DIGEST)));
    assertEquals(Verdict.UNMET, approval(own, by("omar", "support")));
    assertEquals(Verdict.MET, approval(own, by("omar", "support"), by("ria", "billing")));
  }

  @Test
  void aPromptWithoutATeamCannotMeetTheOwnTeamRule() {
    Comparisons own =
        ruled("{\"approvals\":1,\"approverTeam\":\"own\"}")
            .withPrompts(List.of(new PromptChange("x", "omar", null, 3, 3, 4, DIGEST)));
    assertEquals(Verdict.MISSING, approval(own, by("omar", "support")));
  }

  @Test
  void anyTeamMeansAnyPerson() {
    Comparisons any = ruled("{\"approvals\":1,\"approverTeam\":\"any\"}");
    assertEquals(Verdict.MET, approval(any, by("omar", "billing")));
  }

  @Test
  void aChangeThatPromotesNowhereSatisfiesTheStrictestEnvironment() {
    Comparisons two =
        Comparisons.plain()
            .withPromotions(List.of())
            .withPolicy(
                rules(Map.of("production", "{\"approvals\":2}", "staging", "{\"approvals\":1}")));
    assertEquals(Verdict.UNMET, one("approval", two, "none", by("omar")).verdict());
    assertEquals(Verdict.MET, one("approval", two, "none", by("omar"), by("ria")).verdict());
    assertEquals(Verdict.MET, one("approval", two, "staging", by("omar")).verdict());
  }

  @Test
  void aChangeOfTheRulesSatisfiesEveryEnvironment() {
    Comparisons policyChange =
        Comparisons.plain()
            .withPromotions(List.of())
            .withFiles(new FileChange("sluice.yaml", null, "f".repeat(40), null))
            .withPolicy(
                rules(Map.of("production", "{\"approvals\":2}", "staging", "{\"approvals\":1}")));
    assertEquals(Verdict.UNMET, one("approval", policyChange, "staging", by("omar")).verdict());
  }

  @Test
  void everyEnvironmentThatIsPromotedToCounts() {
    Comparisons both =
        Comparisons.plain()
            .withPromotions(
                List.of(
                    new Promotion("production", "x", 3, 4, DIGEST, 3, json("{}")),
                    new Promotion("staging", "x", 3, 4, DIGEST, 3, json("{}"))))
            .withPolicy(
                rules(Map.of("production", "{\"approvals\":2}", "staging", "{\"approvals\":1}")));
    assertEquals(Verdict.UNMET, one("approval", both, "staging", by("omar")).verdict());
  }

  @Test
  void aStaleBaseSaysHowToGoOn() {
    RequirementResult result =
        one(
            "base",
            Comparisons.plain()
                .withPrompts(List.of(new PromptChange("x", "omar", "support", 3, 4, 5, DIGEST))),
            "production");
    assertEquals(Verdict.UNMET, result.verdict());
    assertEquals(
        "x is based on version 3, but main has version 4; rebase the branch onto main and push"
            + " again; to rebase: git fetch origin && git rebase origin/main && git push"
            + " --force-with-lease origin HEAD:refs/heads/changes/x",
        result.reason());
  }

  @Test
  void aNewPromptThatSomebodyElseLandedMeanwhileIsStale() {
    Comparisons raced =
        Comparisons.plain()
            .withPrompts(List.of(new PromptChange("x", "omar", "support", null, 1, 2, DIGEST)));
    assertEquals(Verdict.UNMET, one("base", raced, "production").verdict());
    Comparisons fresh =
        Comparisons.plain()
            .withPrompts(List.of(new PromptChange("x", "omar", "support", null, null, 1, DIGEST)));
    assertEquals(Verdict.MET, one("base", fresh, "production").verdict());
  }

  @Test
  void aFileConflictIsAStaleBaseAndNoFormatProblem() {
    Comparisons conflict =
        Comparisons.plain()
            .withProblems(List.of(new Finding("changed on main", "sluice.yaml", "stale-base")));
    assertEquals(Verdict.UNMET, one("base", conflict, "production").verdict());
    assertEquals(Verdict.MET, one("format", conflict, "production").verdict());
  }

  @Test
  void everyFormatProblemIsListedWithItsPlace() {
    RequirementResult result =
        one(
            "format",
            Comparisons.plain()
                .withProblems(
                    List.of(
                        new Finding("unknown field", "prompts/x/prompt.yaml:3:1", "unknown"),
                        new Finding("too long", null, "limit"))),
            "production");
    assertEquals(Verdict.UNMET, result.verdict());
    assertEquals(List.of("prompts/x/prompt.yaml:3:1: unknown field", "too long"), result.failing());
  }

  @Test
  void whatTheRegistryDidNotSayIsMissing() {
    assertEquals(
        Verdict.MISSING,
        one("format", Comparisons.plain().withProblems(null), "production").verdict());
    assertEquals(
        Verdict.MISSING,
        one("base", Comparisons.plain().withPrompts(null), "production").verdict());
    assertEquals(
        Verdict.MISSING,
        one("content", Comparisons.plain().withPromotions(null), "production").verdict());
  }

  @Test
  void nothingToMergeIsUnmet() {
    assertEquals(
        Verdict.UNMET, one("content", Comparisons.plain().withFiles(), "production").verdict());
  }

  @Test
  void theVerdictFollowsFromTheClauses() {
    Clause passed = new Clause.Passed("a");
    Clause failed = new Clause.Failed("b");
    Clause unknown = new Clause.Unknown("c");
    assertEquals(Verdict.MISSING, new RequirementResult("r", List.of()).verdict());
    assertEquals(Verdict.MET, new RequirementResult("r", List.of(passed)).verdict());
    assertEquals(Verdict.MISSING, new RequirementResult("r", List.of(passed, unknown)).verdict());
    assertEquals(
        Verdict.UNMET, new RequirementResult("r", List.of(passed, unknown, failed)).verdict());
  }

  private static RequirementResult approvalAt(
      String rules, Instant now, Map<String, Person> people, Approval... approvals) {
    return Requirement.evaluate(
            new Submission(
                ruled(rules).build(),
                "production",
                CURRENT,
                Set.of("ana"),
                List.of(approvals),
                List.of(),
                people,
                now))
        .stream()
        .filter(result -> result.name().equals("approval"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anApprovalCountsUpToItsExpiryAndNotAtIt() {
    String rules = "{\"approvals\":1,\"approvalsExpire\":\"14d\"}";
    Instant expiry = T0.plus(Duration.ofDays(14));
    assertTrue(approvalAt(rules, expiry.minusMillis(1), Map.of(), by("omar")).isMet());
    RequirementResult late = approvalAt(rules, expiry, Map.of(), by("omar"));
    assertEquals(Verdict.UNMET, late.verdict());
    assertTrue(late.reason().contains("it expired at " + expiry), late.reason());
  }

  @Test
  void whoIsNoLongerAReviewerDoesNotCount() {
    Person engineer =
        new Person("omar", Set.of("engineer"), Set.of("support"), T0, Set.of(), Set.of());
    RequirementResult result =
        approvalAt("{\"approvals\":1}", T0, Map.of("omar", engineer), by("omar"));
    assertEquals(
        "production needs 1 approval: nobody gave one to this digest (omar's does not count:"
            + " omar's newest token, of 2026-03-01T10:00:00Z, has no role reviewer)",
        result.reason());
  }

  @Test
  void whoLeftTheTeamCountsWhereAnyTeamDoes() {
    Person moved =
        new Person("omar", Set.of("reviewer"), Set.of("support"), T0, Set.of(), Set.of("support"));
    Approval given = by("omar", "support");
    assertTrue(approvalAt("{\"approvals\":1}", T0, Map.of("omar", moved), given).isMet());
    assertEquals(
        Verdict.UNMET,
        approvalAt("{\"approvals\":1,\"approverTeam\":\"own\"}", T0, Map.of("omar", moved), given)
            .verdict());
  }

  @Test
  void aPromptWhoseLabelsNobodySaidMayCarryAnyOfThem() {
    Policy policy =
        new Policy(
            Map.of("production", Map.of("approvals", json("1"))),
            Map.of("high-risk", Map.of("approvals", json("1"))),
            Map.of());
    Comparisons silent =
        Comparisons.plain()
            .withPolicy(policy)
            .withPrompts(
                List.of(
                    new PromptChange(
                        "x", "omar", "support", null, 3, 3, 4, DIGEST, List.of(), null, null)));
    RequirementResult result = one("approval", silent, "production", by("omar"));
    assertEquals(Verdict.MISSING, result.verdict());
    assertEquals("the registry did not say whether x carries the label high-risk", result.reason());
  }

  @Test
  void aSectionOfThePolicyThatIsNotKnownIsNeverIgnored() {
    Policy policy =
        new Policy(
            Map.of("production", Map.of("approvals", json("1"))),
            Map.of(),
            Map.of("apiVersion", json("\"sluice/v1\""), "teams", json("{}")));
    assertEquals(
        Verdict.MISSING,
        one("approval", Comparisons.plain().withPolicy(policy), "production", by("omar"))
            .verdict());
  }

  /** Otherwise whoever the label's rules hold up would change the rules first. */
  @Test
  void aChangeOfTheRulesHasToMeetThoseOfEveryLabel() {
    Policy policy =
        new Policy(
            Map.of("production", Map.of("approvals", json("1"))),
            Map.of("high-risk", Map.of("approvals", json("[{\"count\":1,\"team\":\"security\"}]"))),
            Map.of());
    Comparisons rulesChange =
        Comparisons.plain()
            .withPolicy(policy)
            .withFiles(new FileChange("sluice.yaml", null, "f".repeat(40), null))
            .withPrompts(List.of())
            .withPromotions(List.of());
    assertEquals(Verdict.UNMET, one("approval", rulesChange, "none", by("omar")).verdict());
    assertEquals(
        Verdict.MET, one("approval", rulesChange, "none", by("sam", "security")).verdict());
  }
}
