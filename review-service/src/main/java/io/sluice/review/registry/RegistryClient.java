package io.sluice.review.registry;

import io.sluice.kit.http.CallersContext;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.review.ReviewProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The registry, with its failures sorted: what the caller can mend is passed on, everything else is
 * "not reachable, try again" (503 with Retry-After). Never call it inside a transaction.
 */
@ApplicationScoped
public class RegistryClient {
  private static final Logger LOG = Logger.getLogger(RegistryClient.class);
  private static final int RETRY_SECONDS = 2;

  private final RegistryHttpClient http;

  @Inject
  RegistryClient(@RestClient RegistryHttpClient http) {
    this.http = http;
  }

  /** All change branches and main's head. */
  public Uni<BranchList> branches() {
    return CallersContext.resume(http.branches())
        .onFailure()
        .transform(RegistryClient::unavailable);
  }

  /**
   * What a branch would do to main; empty when there is no such branch.
   *
   * @param promoteTo an environment, {@code none}, or null for what the last push asked for
   */
  public Uni<Optional<Comparison>> comparison(String branch, @Nullable String promoteTo) {
    return CallersContext.resume(http.comparison(branch, promoteTo))
        .map(Optional::of)
        .onFailure(e -> statusOf(e) == 404)
        .recoverWithItem(Optional.empty())
        .onFailure()
        .transform(RegistryClient::filesRefusedOrUnavailable);
  }

  /**
   * Creates or extends a branch by one commit and returns its head.
   *
   * <p>Fails with {@link ReviewProblem#FILES_REFUSED} and every broken rule, or with {@link
   * ReviewProblem#BRANCH_CONFLICT} when the branch is not at the expected head.
   */
  public Uni<String> write(BranchContent content) {
    return CallersContext.resume(http.write(content))
        .map(RegistryHttpClient.NewBranch::head)
        .onFailure()
        .transform(RegistryClient::filesRefusedOrUnavailable);
  }

  /** A prompt as a change branch has it; empty when there is no such branch or prompt. */
  public Uni<Optional<BranchPrompt>> content(String branch, String prompt) {
    return foundOrEmpty(http.content(branch, prompt));
  }

  /** A version that is on main; empty when there is none. */
  public Uni<Optional<PromptVersion>> version(String prompt, int version) {
    return foundOrEmpty(http.version(prompt, version));
  }

  /** What a model costs by the price table in force; empty when it is not in there. */
  public Uni<Optional<ModelPrice>> price(String model) {
    return foundOrEmpty(http.price(model));
  }

  private static <T> Uni<Optional<T>> foundOrEmpty(Uni<T> call) {
    return CallersContext.resume(call)
        .map(Optional::of)
        .onFailure(e -> statusOf(e) == 404)
        .recoverWithItem(Optional.empty())
        .onFailure()
        .transform(RegistryClient::unavailable);
  }

  /** Asks for an attested merge; safe to repeat, see {@link MergeAnswer}. */
  public Uni<MergeAnswer> merge(String attestation, String parent) {
    return CallersContext.resume(
            http.merge(new RegistryHttpClient.MergeRequest(attestation, parent)))
        .<MergeAnswer>map(made -> new MergeAnswer.Merged(made.commit()))
        .onFailure(e -> statusOf(e) == 409)
        .recoverWithItem(new MergeAnswer.MainMoved())
        .onFailure(e -> isRefusal(statusOf(e)))
        .recoverWithItem(RegistryClient::refused)
        .onFailure()
        .transform(RegistryClient::unavailable);
  }

  /** The commit on main that carries a change, if it is there. */
  public Uni<Optional<String>> mergeOf(long change) {
    return CallersContext.resume(http.merged(change))
        .map(made -> Optional.of(made.commit()))
        .onFailure(e -> statusOf(e) == 404)
        .recoverWithItem(Optional.empty())
        .onFailure()
        .transform(RegistryClient::unavailable);
  }

  private static MergeAnswer refused(Throwable e) {
    RegistryRefusal refusal = (RegistryRefusal) e;
    return new MergeAnswer.Refused(refusal.detail(), refusal.errors());
  }

  private static Throwable filesRefusedOrUnavailable(Throwable e) {
    if (e instanceof RegistryRefusal refusal && isRefusal(refusal.status())) {
      return new ProblemException(ReviewProblem.FILES_REFUSED, refusal.detail(), refusal.errors());
    }
    if (e instanceof RegistryRefusal refusal && refusal.status() == 409) {
      return new ProblemException(
          ReviewProblem.BRANCH_CONFLICT, refusal.detail(), refusal.errors());
    }
    return unavailable(e);
  }

  /**
   * Everything the caller cannot mend. A refused service token is among it: for the caller that is
   * an outage, for the operator it is in the log.
   */
  private static Throwable unavailable(Throwable e) {
    if (e instanceof ProblemException) {
      return e;
    }
    LOG.warnf("Registry: %s", e);
    return ProblemException.retryLater(
        CommonProblem.UNAVAILABLE,
        "The registry does not answer right now; try again.",
        RETRY_SECONDS);
  }

  private static boolean isRefusal(int status) {
    return status == 400 || status == 413 || status == 422;
  }

  private static int statusOf(Throwable e) {
    return e instanceof RegistryRefusal refusal ? refusal.status() : 0;
  }
}
