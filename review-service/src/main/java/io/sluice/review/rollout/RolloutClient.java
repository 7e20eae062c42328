package io.sluice.review.rollout;

import io.sluice.kit.http.CallersContext;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The rollout-service. Only loops ask it: no request waits for it, and none fails with it. */
@ApplicationScoped
public class RolloutClient {
  private static final int MAX_APPS = 50;
  private static final int MAX_ROLLOUTS = 200;
  private static final int MAX_LINES = 200;

  private final RolloutHttpClient http;

  @Inject
  RolloutClient(@RestClient RolloutHttpClient http) {
    this.http = http;
  }

  /** Who fetched a prompt within the last so many days. */
  public Uni<Consumers> consumers(String environment, String prompt, int days) {
    return CallersContext.resume(http.consumers(prompt, environment, days, MAX_APPS));
  }

  /** The newest rollouts of a prompt in all environments, newest first. */
  public Uni<List<KnownRollout>> rollouts(String prompt) {
    return CallersContext.resume(http.rollouts(prompt, MAX_ROLLOUTS))
        .map(RolloutHttpClient.RolloutPage::items);
  }

  /** What happened to rollouts after a line, oldest first; empty when nothing did. */
  public Uni<List<RolloutLine>> linesAfter(long id) {
    return CallersContext.resume(http.lines(id, MAX_LINES)).map(RolloutHttpClient.Lines::items);
  }

  /** Has a rollout taken back: traffic first, then Git. */
  public Uni<Void> rollBack(long rollout, String reason) {
    return CallersContext.resume(http.rollBack(rollout, new RolloutHttpClient.Reason(reason)));
  }
}
