package io.sluice.registry.comparison;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.difference.ImpactService;
import io.sluice.registry.facts.ContentFactsService;
import io.sluice.registry.format.Finding;
import io.sluice.registry.fragment.FragmentService;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.push.PushRecord;
import io.sluice.registry.push.PushStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together what Git, the index and the push record say of a change. */
@ApplicationScoped
public class ComparisonService {
  /** Value of {@code promoteTo} for a change that promotes nothing by itself. */
  public static final String NONE = "none";

  private static final String DEFAULT_ENVIRONMENT = "production";

  private final GitReader git;
  private final GitWork work;
  private final BranchFactsReader facts;
  private final IndexReconciler reconciler;
  private final IndexStore index;
  private final PushStore pushes;
  private final FragmentService fragments;
  private final ImpactService impacts;
  private final ContentFactsService contents;

  @Inject
  ComparisonService(
      GitReader git,
      GitWork work,
      BranchFactsReader facts,
      IndexReconciler reconciler,
      IndexStore index,
      PushStore pushes,
      FragmentService fragments,
      ImpactService impacts,
      ContentFactsService contents) {
    this.git = git;
    this.work = work;
    this.facts = facts;
    this.reconciler = reconciler;
    this.index = index;
    this.pushes = pushes;
    this.fragments = fragments;
    this.impacts = impacts;
    this.contents = contents;
  }

  /**
   * A branch against main, now.
   *
   * @param promoteTo environment, {@code none}, or null for what the last push said
   * @throws ProblemException 404 when there is no such branch
   */
  public Uni<Comparison> ofBranch(String branch, @Nullable String promoteTo) {
    return work.run(() -> git.head(branch))
        .map(
            head ->
                head.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_BRANCH,
                            "There is no branch '" + branch + "'; it may be merged or deleted.")))
        .chain(head -> ofCommit(branch, head, promoteTo));
  }

  /** A commit against main, as if it were the head of a branch. */
  public Uni<Comparison> ofCommit(String branch, String head, @Nullable String promoteTo) {
    return work.run(() -> facts.read(head))
        .chain(
            read ->
                reconciler
                    .upTo(read.mainHead())
                    .chain(marker -> pushes.of(branch, read.commits()))
                    .chain(
                        pushed ->
                            withVersions(
                                branch,
                                withPusherFinding(read, pushed),
                                pushed.stream().filter(push -> !isUnknown(push)).toList(),
                                promoteTo)));
  }

  private Uni<Comparison> withVersions(
      String branch, BranchFacts read, List<PushRecord> pushed, @Nullable String promoteTo) {
    Set<String> ids = new LinkedHashSet<>(read.touched().keySet());
    read.environmentFiles().keySet().forEach(place -> ids.add(place.prompt()));
    return Uni.combine()
        .all()
        .unis(
            index.versionsOf(ids),
            index.promotedVersions(read.policy().environments(), ids),
            fragments.source(read.fragments()))
        .usingConcurrencyOf(1)
        .asTuple()
        .chain(
            known ->
                work.run(
                    () ->
                        new MergeEffects(
                                read,
                                known.getItem1(),
                                known.getItem3(),
                                impacts,
                                contents,
                                known.getItem2(),
                                target(promoteTo, pushed))
                            .describe(branch, pushed)));
  }

  /** Four eyes cannot be held when it is not known whose two of them are. */
  private static BranchFacts withPusherFinding(BranchFacts read, List<PushRecord> pushed) {
    if (pushed.stream().noneMatch(ComparisonService::isUnknown)) {
      return read;
    }
    List<Finding> findings = new ArrayList<>(read.findings());
    findings.add(
        Finding.inFile(
            ".",
            "pusher-unknown",
            "It was pushed at the Git server, and no signed webhook of an account that is known"
                + " here says by whom. Set up the webhook and sluice.git.remote.people, or push a"
                + " commit of your own with this content to Sluice's Git address."));
    return read.withFindings(findings);
  }

  private static boolean isUnknown(PushRecord push) {
    return push.by().equals(PushStore.UNKNOWN);
  }

  private static String target(@Nullable String promoteTo, List<PushRecord> pushed) {
    if (promoteTo != null) {
      return promoteTo;
    }
    return pushed.stream()
        .map(PushRecord::promoteTo)
        .filter(option -> option != null)
        .reduce((first, last) -> last)
        .orElse(DEFAULT_ENVIRONMENT);
  }
}
