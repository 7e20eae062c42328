package io.sluice.registry.environment;

import io.sluice.registry.environment.DesiredState.DesiredPrompt;
import io.sluice.registry.environment.DesiredState.RollbackTarget;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.IndexStore.Marker;
import io.sluice.registry.index.LivePrompt;
import io.sluice.registry.index.Promotion;
import io.sluice.registry.index.PromptVersion;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Desired state of environments, from the index. */
@ApplicationScoped
public class EnvironmentService {
  private final IndexStore index;
  private final IndexReconciler reconciler;

  @Inject
  EnvironmentService(IndexStore index, IndexReconciler reconciler) {
    this.index = index;
    this.reconciler = reconciler;
  }

  /** The commit that the index is at; empty before the first pass. */
  Uni<Optional<String>> commit() {
    return index.marker().map(marker -> marker.map(Marker::commit));
  }

  /**
   * Waits until the index leaves a commit.
   *
   * @return completes early when it moves, and after {@code patience} at the latest
   */
  Uni<Void> waitWhileAt(String commit, Duration patience) {
    Context caller = Vertx.currentContext();
    return reconciler
        .moves()
        .onOverflow()
        .drop()
        .filter(moved -> !moved.equals(commit))
        .toUni()
        .ifNoItem()
        .after(patience)
        .recoverWithItem(commit)
        .emitOn(next -> caller.runOnContext(ignored -> next.run()))
        .replaceWithVoid();
  }

  /** What an environment should run; an unknown environment runs nothing. */
  Uni<DesiredState> desired(String environment, String commit) {
    return index
        .live(environment)
        .chain(
            live ->
                Multi.createFrom()
                    .iterable(live)
                    .onItem()
                    .transformToUniAndConcatenate(this::prompt)
                    .collect()
                    .asList())
        .map(
            prompts ->
                new DesiredState(
                    environment, commit, prompts.stream().flatMap(Optional::stream).toList()));
  }

  private Uni<Optional<DesiredPrompt>> prompt(LivePrompt live) {
    return index
        .version(live.prompt(), live.version())
        .chain(
            version ->
                version
                    .map(known -> prompt(live, known).map(Optional::of))
                    .orElse(Uni.createFrom().item(Optional.empty())));
  }

  private Uni<DesiredPrompt> prompt(LivePrompt live, PromptVersion version) {
    return index
        .promotion(live.environment(), live.prompt(), live.digest())
        .chain(
            promotion ->
                rollback(live)
                    .map(
                        rollback ->
                            new DesiredPrompt(
                                live.prompt(),
                                live.version(),
                                live.digest(),
                                version.content(),
                                promotion.map(Promotion::attestation).orElse(null),
                                promotion.map(Promotion::change).orElse(null),
                                rollback.orElse(null),
                                live.plan())));
  }

  private Uni<Optional<RollbackTarget>> rollback(LivePrompt live) {
    @Nullable Integer number = live.rollback();
    if (number == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return index
        .version(live.prompt(), number)
        .chain(
            version ->
                version
                    .map(known -> target(live, known))
                    .orElse(Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<RollbackTarget>> target(LivePrompt live, PromptVersion version) {
    return index
        .promotion(live.environment(), live.prompt(), version.digest())
        .map(
            promotion ->
                promotion.map(
                    p ->
                        new RollbackTarget(
                            version.number(),
                            version.digest(),
                            version.content(),
                            p.attestation())));
  }
}
