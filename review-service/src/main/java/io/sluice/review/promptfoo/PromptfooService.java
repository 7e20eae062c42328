package io.sluice.review.promptfoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.json.CanonicalJson;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Caller;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.ChangeService;
import io.sluice.review.evidence.Evidence;
import io.sluice.review.evidence.EvidenceService;
import io.sluice.review.evidence.EvidenceStore;
import io.sluice.review.report.CandidateService;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.SuiteKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Gives suites to promptfoo and takes its results as evidence. */
@ApplicationScoped
public class PromptfooService {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private final ChangeService changes;
  private final CandidateService candidates;
  private final EvidenceService evidence;
  private final ObjectMapper json;

  @Inject
  PromptfooService(
      ChangeService changes,
      CandidateService candidates,
      EvidenceService evidence,
      ObjectMapper json) {
    this.changes = changes;
    this.candidates = candidates;
    this.evidence = evidence;
    this.json = json.copy().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  /**
   * A change's prompt and suite as a configuration of promptfoo, in YAML.
   *
   * @param prompt id, or null when the change touches one prompt only
   */
  Uni<String> config(long number, @Nullable String prompt) {
    return changes
        .get(number)
        .chain(change -> candidates.content(change, prompt))
        .map(
            content ->
                yaml(
                    PromptfooConfig.of(content, CandidateService.suite(SuiteKind.TESTS, content))));
  }

  /**
   * Takes a results file as evidence, once.
   *
   * @param digest of the version that it was measured on; has to be what the change has now
   */
  Uni<EvidenceStore.Recorded> add(
      long number, @Nullable String prompt, String digest, String file, Caller caller) {
    PromptfooResults results = read(file);
    String reference = CanonicalJson.sha256(file.getBytes(StandardCharsets.UTF_8));
    return changes
        .get(number)
        .chain(change -> candidates.content(change, prompt))
        .map(content -> evidenceOf(content, digest, results, reference, caller))
        .chain(made -> Panache.withTransaction(() -> evidence.record(number, made)));
  }

  private Evidence evidenceOf(
      PromptContent content,
      String digest,
      PromptfooResults results,
      String reference,
      Caller caller) {
    if (!content.digest().equals(digest)) {
      throw new ProblemException(
          ReviewProblem.STALE_DIGEST,
          "The prompt's content is %s now; results of another one say nothing about it."
              .formatted(content.digest()));
    }
    return PromptfooEvidence.of(
            content,
            CandidateService.suite(SuiteKind.TESTS, content),
            results,
            reference,
            caller.subject(),
            changes.now())
        .orElseThrow(
            () ->
                unreadable(
                    "No result in the file has the inputs of a case of the suite and the text that"
                        + " this version makes of them. Run the configuration that this service"
                        + " exports."));
  }

  private PromptfooResults read(String file) {
    try {
      JsonNode read = json.readTree(file);
      return PromptfooResults.of(read).orElseThrow(PromptfooService::unreadable);
    } catch (JsonProcessingException e) {
      throw unreadable();
    }
  }

  private static ProblemException unreadable() {
    return unreadable(
        "The body is no results file of promptfoo (version 3); send what 'promptfoo eval -o"
            + " results.json' writes.");
  }

  private static ProblemException unreadable(String detail) {
    return new ProblemException(ReviewProblem.RESULTS_UNUSABLE, detail);
  }

  private static String yaml(JsonNode config) {
    try {
      return YAML.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Trees can be written as YAML", e);
    }
  }
}
