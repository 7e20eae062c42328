package io.sluice.registry.push;

import io.quarkus.vertx.VertxContextSupport;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.fragment.FragmentService;
import io.sluice.registry.git.PushListener;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Records pushes, and finds the change request whose address the push prints. */
@ApplicationScoped
public class PushService implements PushListener {
  private static final Logger LOG = Logger.getLogger(PushService.class);
  private static final Duration REVIEW_PATIENCE = Duration.ofSeconds(3);

  private final PushStore store;
  private final ReviewClient review;
  private final String reviewUrl;
  private final Clock clock;
  private final FragmentService fragments;

  @Inject
  PushService(
      PushStore store,
      @RestClient ReviewClient review,
      @ConfigProperty(name = "sluice.review.public-url") String reviewUrl,
      Clock clock,
      FragmentService fragments) {
    this.store = store;
    this.review = review;
    this.reviewUrl = reviewUrl;
    this.clock = clock;
    this.fragments = fragments;
  }

  @Override
  public List<Finding> check(Map<String, Optional<byte[]>> changed) {
    Map<RepositoryPath.Prompt, YamlDocument> documents = Fragments.documents(changed);
    return documents.isEmpty() ? List.of() : await(() -> fragments.check(documents));
  }

  @Override
  public void accepted(List<Push> pushes) {
    for (Push push : pushes) {
      String head = push.head();
      if (head != null) {
        await(
            () ->
                store.add(push.branch(), head, push.subject(), push.promoteTo(), clock.instant()));
      }
    }
  }

  @Override
  public Optional<String> moved(Push push) {
    if (push.head() == null) {
      await(() -> store.ended(push.branch(), push.subject(), clock.instant()));
      return Optional.empty();
    }
    try {
      ReviewClient.ChangeReference change =
          await(
              () ->
                  review
                      .branchMoved(new ReviewClient.BranchHint(push.branch()))
                      .ifNoItem()
                      .after(REVIEW_PATIENCE)
                      .fail());
      return Optional.of("Change request " + change.change() + ": " + change.url());
    } catch (RuntimeException e) {
      LOG.warnf("The review-service did not answer for %s: %s", push.branch(), e.getMessage());
      return Optional.of(
          "The push is safe. The review-service is not answering right now; the change request will"
              + " be at "
              + reviewUrl
              + "/v1/changes?branch="
              + push.branch());
    }
  }

  /** The change request of a branch that has just moved; fails when nobody answers in time. */
  public Uni<ReviewClient.ChangeReference> changeOf(String branch, Duration patience) {
    return review
        .branchMoved(new ReviewClient.BranchHint(branch))
        .ifNoItem()
        .after(patience)
        .fail();
  }

  /** Where the change request of a branch will be, when it cannot be named yet. */
  public String changesOf(String branch) {
    return reviewUrl + "/v1/changes?branch=" + branch;
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> work.get());
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
