package io.sluice.registry.environment;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.environment.DesiredState.DesiredPrompt;
import io.sluice.registry.environment.DesiredState.LifecycleNotice;
import io.sluice.registry.environment.DesiredState.RollbackTarget;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.CommitReader;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.IndexStore.Marker;
import io.sluice.registry.index.LivePrompt;
import io.sluice.registry.index.Promotion;
import io.sluice.registry.index.PromptSummary;
import io.sluice.registry.index.PromptVersion;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Desired state of environments, from the index. */
@ApplicationScoped
public class EnvironmentService {
  private final IndexStore index;
  private final IndexReconciler reconciler;
  private final CommitReader commits;
  private final GitReader git;
  private final GitWork work;

  @Inject
  EnvironmentService(
      IndexStore index,
      IndexReconciler reconciler,
      CommitReader commits,
      GitReader git,
      GitWork work) {
    this.index = index;
    this.reconciler = reconciler;
    this.commits = commits;
    this.git = git;
    this.work = work;
  }

  /** Where the index is; empty before the first pass. */
  Uni<Optional<Marker>> at() {
    return index.marker();
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

  /**
   * A page of what an environment should run, in four queries however many prompts there are.
   *
   * @param at where the index was seen
   * @throws ProblemException 404 when the policy at that commit has no such environment
   */
  Uni<DesiredState> desired(String environment, Marker at, DesiredStatePage page) {
    return work.run(() -> since(environment, at, page))
        .chain(
            since ->
                index
                    .notActive(environment)
                    .chain(notActive -> page(environment, at.commit(), page, since, notActive)));
  }

  /** Where on main the commit is that the reader knows; empty when it has to read everything. */
  private Optional<Long> since(String environment, Marker at, DesiredStatePage page)
      throws IOException {
    requireKnown(environment, commits.policy(at.commit()).environments());
    return page.since() == null
        ? Optional.empty()
        : git.firstParents(page.since(), at.commit()).map(after -> at.position() - after.size());
  }

  private Uni<DesiredState> page(
      String environment,
      String commit,
      DesiredStatePage page,
      Optional<Long> since,
      List<PromptSummary> notActive) {
    return index
        .live(environment, page.after(), since.orElse(-1L), page.limit() + 1)
        .chain(
            live -> {
              List<LivePrompt> shown = live.subList(0, Math.min(page.limit(), live.size()));
              return served(environment, shown, notActive)
                  .map(
                      prompts ->
                          state(
                              environment,
                              commit,
                              since.isPresent() ? page.since() : null,
                              prompts,
                              notActive,
                              live.size() > page.limit()
                                  ? Page.cursor(shown.getLast().prompt())
                                  : null));
            });
  }

  private Uni<List<DesiredPrompt>> served(
      String environment, List<LivePrompt> shown, List<PromptSummary> notActive) {
    Set<String> archived =
        notActive.stream()
            .filter(prompt -> !prompt.lifecycle().servable())
            .map(PromptSummary::id)
            .collect(Collectors.toSet());
    List<LivePrompt> live = shown.stream().filter(l -> !archived.contains(l.prompt())).toList();
    List<String> ids = live.stream().map(LivePrompt::prompt).toList();
    return index
        .versionsByKey(keys(live))
        .chain(
            versions ->
                index
                    .promotions(environment, ids)
                    .map(promotions -> assemble(live, versions, promotions)));
  }

  private static DesiredState state(
      String environment,
      String commit,
      @Nullable String since,
      List<DesiredPrompt> prompts,
      List<PromptSummary> notActive,
      @Nullable String nextCursor) {
    Map<Boolean, List<LifecycleNotice>> servable =
        notActive.stream()
            .collect(
                Collectors.partitioningBy(
                    prompt -> prompt.lifecycle().servable(),
                    Collectors.mapping(LifecycleNotice::of, Collectors.toList())));
    return new DesiredState(
        environment,
        commit,
        since,
        prompts,
        servable.getOrDefault(true, List.of()),
        servable.getOrDefault(false, List.of()),
        nextCursor);
  }

  private static void requireKnown(String environment, Set<String> known) {
    if (!known.contains(environment)) {
      throw new ProblemException(
          RegistryProblem.UNKNOWN_ENVIRONMENT,
          "There is no environment '%s' in sluice.yaml; there are %s."
              .formatted(environment, known));
    }
  }

  private static List<String> keys(List<LivePrompt> live) {
    return live.stream()
        .flatMap(
            l ->
                l.rollback() == null
                    ? Stream.of(l.prompt() + "@" + l.version())
                    : Stream.of(l.prompt() + "@" + l.version(), l.prompt() + "@" + l.rollback()))
        .toList();
  }

  private static List<DesiredPrompt> assemble(
      List<LivePrompt> live, List<PromptVersion> versions, List<Promotion> promotions) {
    Map<String, PromptVersion> byKey = new HashMap<>();
    versions.forEach(v -> byKey.put(v.prompt() + "@" + v.number(), v));
    Map<String, Promotion> newest = new HashMap<>();
    promotions.forEach(p -> newest.put(key(p.prompt(), p.version(), p.digest()), p));
    List<DesiredPrompt> prompts = new ArrayList<>();
    for (LivePrompt l : live) {
      PromptVersion version = byKey.get(l.prompt() + "@" + l.version());
      if (version != null) {
        prompts.add(prompt(l, version, byKey, newest));
      }
    }
    return prompts;
  }

  private static String key(String prompt, int version, String digest) {
    return prompt + "@" + version + " " + digest;
  }

  private static DesiredPrompt prompt(
      LivePrompt live,
      PromptVersion version,
      Map<String, PromptVersion> byKey,
      Map<String, Promotion> newest) {
    Promotion promotion = newest.get(key(live.prompt(), live.version(), live.digest()));
    return new DesiredPrompt(
        live.prompt(),
        live.version(),
        live.digest(),
        version.content(),
        promotion == null ? null : promotion.attestation(),
        promotion == null ? null : promotion.change(),
        rollback(live, byKey, newest),
        live.plan());
  }

  private static @Nullable RollbackTarget rollback(
      LivePrompt live, Map<String, PromptVersion> byKey, Map<String, Promotion> newest) {
    PromptVersion version = byKey.get(live.prompt() + "@" + live.rollback());
    if (version == null) {
      return null;
    }
    Promotion promotion = newest.get(key(live.prompt(), version.number(), version.digest()));
    return promotion == null
        ? null
        : new RollbackTarget(
            version.number(), version.digest(), version.content(), promotion.attestation());
  }
}
