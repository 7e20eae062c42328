package io.sluice.review.report;

import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.sluice.review.change.Change;
import io.sluice.review.change.ChangeState;
import io.sluice.review.pack.RedTeamPack;
import io.sluice.review.pack.RobustnessPack;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.RegistryClient;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.SuiteKind;
import io.sluice.review.suite.TestSuite;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what there is to run: the change's content, the suite, and the version that is live.
 */
@ApplicationScoped
public class CandidateService {
  private final RegistryClient registry;

  @Inject
  CandidateService(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * The version that is live.
   *
   * @param content with the candidate's suite to be run on it
   */
  public record Live(int version, PromptContent content) {}

  /** The content of one of a change's prompts, at the head that the change is known to have. */
  public Uni<PromptContent> content(Change change, @Nullable String prompt) {
    if (change.state() != ChangeState.OPEN && change.state() != ChangeState.REJECTED) {
      throw new ProblemException(
          ReviewProblem.STATE_CONFLICT,
          "Change %d is %s; what is not open is not evaluated."
              .formatted(change.number(), change.state().wireName()));
    }
    String id = chosen(change, prompt).prompt();
    return registry
        .content(change.branch(), id)
        .map(
            found ->
                found
                    .filter(content -> content.head().equals(change.head()))
                    .map(
                        content ->
                            new PromptContent(
                                id, content.digest(), content.entry(), content.tests()))
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                ReviewProblem.STALE_HEAD,
                                "The branch has moved on; look at the change again.")));
  }

  /** The version of a prompt that the change would replace; empty when there is none. */
  public Uni<Optional<Live>> live(Change change, String prompt) {
    Comparison comparison = change.revision().comparison();
    Integer version =
        Objects.requireNonNullElse(comparison.promotions(), List.<Comparison.Promotion>of())
            .stream()
            .filter(promotion -> promotion.prompt().equals(prompt))
            .map(Comparison.Promotion::fromVersion)
            .findFirst()
            .orElse(chosen(change, prompt).latestVersion());
    return version == null
        ? Uni.createFrom().item(Optional.empty())
        : registry
            .version(prompt, version)
            .map(
                found ->
                    found.map(
                        live ->
                            new Live(
                                version,
                                new PromptContent(prompt, live.digest(), live.entry(), null))));
  }

  /**
   * The cases that are asked for.
   *
   * @throws ProblemException 422 when there are none
   */
  public static TestSuite suite(SuiteKind kind, PromptContent content) {
    return switch (kind) {
      case TESTS ->
          Optional.ofNullable(content.tests())
              .map(TestSuite::of)
              .filter(suite -> !suite.cases().isEmpty())
              .orElseThrow(
                  () ->
                      nothing(
                          "The prompt has no test cases; add prompts/%s/tests.yaml."
                              .formatted(content.prompt())));
      case RED_TEAM ->
          RedTeamPack.of(content)
              .orElseThrow(() -> nothing("The prompt takes no text, so no attack gets in by it."));
      case ROBUSTNESS ->
          RobustnessPack.of(content)
              .orElseThrow(() -> nothing("The prompt takes no text that could be unusual."));
    };
  }

  private static Comparison.PromptChange chosen(Change change, @Nullable String prompt) {
    List<Comparison.PromptChange> prompts =
        Objects.requireNonNullElse(change.revision().comparison().prompts(), List.of());
    if (prompt == null && prompts.size() != 1) {
      throw nothing(
          "The change touches %d prompts; name one of them as 'prompt'.".formatted(prompts.size()));
    }
    return prompts.stream()
        .filter(candidate -> prompt == null || candidate.prompt().equals(prompt))
        .findFirst()
        .orElseThrow(() -> nothing("The change does not touch the prompt '" + prompt + "'."));
  }

  private static ProblemException nothing(String detail) {
    return new ProblemException(ReviewProblem.NOTHING_TO_EVALUATE, detail);
  }
}
