package io.sluice.review.policy;

import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.unique;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestTokens;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules of the policy through HTTP, each seen to hold a merge and to let it go. */
@ReviewTest
class PolicyTest {
  RegistryStandIn registry;
  String prompt;
  long number;

  @BeforeEach
  void aPushedChange() {
    registry.reset();
    prompt = unique("policy");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    number = hint("changes/" + prompt);
  }

  private void blocked(String rule, String why) {
    hint("changes/" + prompt);
    merge(RIA, number, digest(number))
        .statusCode(422)
        .body("errors.rule", equalTo(List.of(rule)))
        .body("errors.detail", hasItem(containsString(why)));
  }

  @Test
  void aHighRiskPromptNeedsSecurityBesideTheEnvironmentsApproval() {
    registry.labels(prompt, "high-risk");
    registry.labelPolicy("high-risk", "{\"approvals\":[{\"count\":1,\"team\":\"security\"}]}");
    approve(OMAR, number, digest(number)).statusCode(201);
    blocked("approval", "label high-risk needs 1 approval from team security: nobody");
    approve(TestTokens.of(unique("sam"), "reviewer", "security"), number, digest(number))
        .statusCode(201);
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void aLabelsRulesAskNothingOfOtherPrompts() {
    registry.labels(prompt, "internal");
    registry.labelPolicy("high-risk", "{\"approvals\":[{\"count\":1,\"team\":\"security\"}]}");
    approve(OMAR, number, digest(number)).statusCode(201);
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void aLabelsRulesHoldOnlyWhereTheySaySo() {
    registry.labels(prompt, "high-risk");
    registry.labelPolicy("high-risk", "{\"environments\":[\"staging\"],\"approvals\":5}");
    approve(OMAR, number, digest(number)).statusCode(201);
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void severalDemandsAreAllMetOrItIsNotMerged() {
    registry.policy(
        "production", "{\"approvals\":[{\"count\":2},{\"count\":1,\"team\":\"legal\"}]}");
    approve(OMAR, number, digest(number)).statusCode(201);
    approve(RIA, number, digest(number)).statusCode(201);
    blocked("approval", "production needs 1 approval from team legal");
    approve(TestTokens.of(unique("lea"), "reviewer", "legal"), number, digest(number))
        .statusCode(201);
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void anApprovalThatIsTooOldNoLongerCounts() {
    approve(OMAR, number, digest(number)).statusCode(201);
    registry.policy("production", "{\"approvals\":1,\"approvalsExpire\":\"0s\"}");
    blocked("approval", "omar's does not count: it expired at");
    registry.policy("production", "{\"approvals\":1,\"approvalsExpire\":\"1d\"}");
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void nothingLandsInAFreeze() {
    approve(OMAR, number, digest(number)).statusCode(201);
    registry.policy(
        "production",
        """
        {"approvals":1,"freeze":[{"from":"2020-01-01T00:00:00Z","to":"2099-01-01T00:00:00Z",
         "reason":"Peak season"}]}\
        """);
    blocked("freeze", "production is frozen until 2099-01-01T00:00:00Z: Peak season");
    registry.policy(
        "production",
        """
        {"approvals":1,"freeze":[{"from":"2020-01-01T00:00:00Z","to":"2020-02-01T00:00:00Z"}]}\
        """);
    merge(RIA, number, digest(number)).statusCode(200);
  }

  @Test
  void aRuleThatIsNotKnownIsNeverIgnored() {
    approve(OMAR, number, digest(number)).statusCode(201);
    registry.labels(prompt, "high-risk");
    registry.labelPolicy("high-risk", "{\"horoscope\":\"good\"}");
    hint("changes/" + prompt);
    merge(RIA, number, digest(number))
        .statusCode(422)
        .body("errors.rule", equalTo(List.of("approval", "freeze")))
        .body("errors.detail", hasItem(containsString("not known here: [horoscope]")));
  }
}
