package io.sluice.review.support;

import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.post;
import static io.sluice.review.support.ReviewApi.put;
import static io.sluice.review.support.ReviewApi.unique;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.path.json.JsonPath;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.Evidence.Counts;
import io.sluice.review.evidence.Evidence.Kind;
import io.sluice.review.evidence.Evidence.Source;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.evidence.Figures;
import io.sluice.review.evidence.Figures.Baseline;
import io.sluice.testkit.TestTokens;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A change of a prompt of which every item of the checklist can be met, to be spoiled part by part
 * before it is opened.
 */
public final class GoodChange {
  public static final String ALL_REQUIRED =
      """
      {"approvals":1,"rollout":{"watch":"48h"},
       "checklist":{"required":"all","waivable":["latency","red-team"],"waivedBy":"operator"}}
      """;

  public static final Map<String, Double> GOOD_SCORES =
      Map.of(
          "correctness", 9.0,
          "completeness", 8.5,
          "Instruction following", 8.0,
          "clarity", 9.5,
          "safety", 10.0);

  private static final String TEXT = "v2";

  /** The prompt's owner. */
  public static final String OWNER = TestTokens.reviewer("owen");

  public final String prompt = unique("good");
  public final ObjectNode content;
  public final ObjectNode promotion;
  private final RegistryStandIn registry;
  private final EvidenceStore evidence;
  private long number;
  private int runs;

  public GoodChange(RegistryStandIn registry, EvidenceStore evidence) {
    this.registry = registry;
    this.evidence = evidence;
    registry.present(prompt);
    content =
        (ObjectNode)
            Comparisons.json(
                """
                {"owner":"owen","labels":[],"missing":[],"knownIssues":1,
                 "firstIssues":["Mixes up billing and refund"],"outputSchema":true,
                 "latencyLimitMs":4000,"costLimitUsd":0.01,
                 "cost":{"inputUsd":0.002,"maxOutputUsd":0.003,"note":"as of today"},
                 "suite":{"cases":25,"asserting":25,
                  "byTag":{"real":22,"empty":1,"very-long":1,"bilingual":1},"distinctReal":20,
                  "nearDuplicates":[{"name":"b","like":"a","similarity":0.9}]}}
                """);
    promotion = (ObjectNode) Comparisons.json("{}");
  }

  /** Pushes it and returns the change's number. */
  public long open() {
    registry.content(prompt, content);
    registry.promotion(prompt, promotion);
    registry.push("changes/" + prompt, "ana", prompt, TEXT);
    number = hint("changes/" + prompt);
    return number;
  }

  /** Digest of the version that the change makes. */
  public String versionDigest() {
    return RegistryStandIn.digestOf(prompt, TEXT);
  }

  public static Figures figures(
      long latencyP95Ms, String costUsd, int outputs, int valid, Map<String, Counts> byTag) {
    return new Figures(
        Map.of(),
        latencyP95Ms,
        new BigDecimal(costUsd),
        outputs,
        valid,
        byTag,
        new Baseline(1, 2, 1, 22, 0.625));
  }

  public static Map<String, Counts> goodTags() {
    Map<String, Counts> tags = new HashMap<>();
    tags.put("real", new Counts(22, 22, 0, 0));
    tags.put("empty", new Counts(1, 1, 0, 0));
    tags.put("very-long", new Counts(1, 1, 0, 0));
    tags.put("bilingual", new Counts(1, 1, 0, 0));
    return tags;
  }

  /** Every measurement, and all of them good. */
  public void measured() {
    record(Kind.SUITE, new Counts(25, 25, 0, 0), figures(1200, "0.004", 25, 25, goodTags()));
    record(
        Kind.JUDGE,
        new Counts(25, 25, 0, 0),
        new Figures(GOOD_SCORES, null, null, null, null, Map.of(), null));
    record(Kind.RED_TEAM, new Counts(40, 40, 0, 0), Figures.NONE);
  }

  /** Another measurement, later than those before. */
  public void record(Kind kind, Counts counts, Figures figures) {
    runs++;
    Evidence one =
        new Evidence(
            0,
            prompt,
            versionDigest(),
            kind,
            Source.EVALUATION,
            counts,
            figures,
            prompt + "/" + runs,
            "ben",
            Instant.parse("2026-03-01T10:00:00Z").plusSeconds(runs));
    try {
      VertxContextSupport.subscribeAndAwait(
          () -> Panache.withTransaction(() -> evidence.record(one)));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What people have to say. */
  public void stated() {
    String path = "/v1/changes/" + number;
    put(
            ReviewApi.ANA,
            path + "/checklist/error-alert",
            Map.of("digest", digest(), "note", "pages us", "link", "https://alerts.test/1"))
        .then()
        .statusCode(200);
    post(OWNER, path + "/acknowledgement", Map.of("digest", digest())).then().statusCode(200);
  }

  public String digest() {
    return ReviewApi.digest(number);
  }

  /** One item of the checklist as a reader of the change sees it. */
  public Map<String, Object> item(String name) {
    JsonPath change = ReviewApi.change(number);
    return change.getMap("checklist[0].items.find { it.item == '" + name + "' }");
  }

  public String verdict(String name) {
    return String.valueOf(item(name).get("verdict"));
  }

  public String reason(String name) {
    return String.valueOf(item(name).get("reason"));
  }
}
