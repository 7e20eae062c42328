package io.sluice.registry.merge;

import io.sluice.kit.problem.ProblemDetail;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.comparison.Comparison;
import io.sluice.registry.comparison.ComparisonService;
import io.sluice.registry.environment.EnvironmentHints;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.GitWriter;
import io.sluice.registry.index.CommitReader;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.merge.Attestation.ApprovedFile;
import io.sluice.registry.merge.Attestation.ApprovedPromotion;
import io.sluice.registry.merge.Attestation.ApprovedVersion;
import io.sluice.registry.push.PushStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lands approved changes on main. The commit is a pure function of the attestation and of main's
 * head, so that whoever asks again, after whatever was killed in between, gets the same commit.
 */
@ApplicationScoped
public class MergeService {
  private static final int MAX_ATTEMPTS = 5;

  private final AttestationReader attestations;
  private final ComparisonService comparisons;
  private final GitReader git;
  private final GitWriter writer;
  private final GitWork work;
  private final CommitReader contents;
  private final IndexReconciler reconciler;
  private final IndexStore index;
  private final PushStore pushes;
  private final EnvironmentHints hints;

  @Inject
  MergeService(
      AttestationReader attestations,
      ComparisonService comparisons,
      GitReader git,
      GitWriter writer,
      GitWork work,
      CommitReader contents,
      IndexReconciler reconciler,
      IndexStore index,
      PushStore pushes,
      EnvironmentHints hints) {
    this.attestations = attestations;
    this.comparisons = comparisons;
    this.git = git;
    this.writer = writer;
    this.work = work;
    this.contents = contents;
    this.reconciler = reconciler;
    this.index = index;
    this.pushes = pushes;
    this.hints = hints;
  }

  /**
   * Merges an attested change.
   *
   * @param compact the attestation
   * @param parent commit that main must be at
   * @throws ProblemException 409 when main is elsewhere, 422 when the attestation does not cover
   *     what the merge would do
   */
  Uni<MergeView> merge(String compact, String parent) {
    Attestation attestation = attestations.read(compact);
    return work.run(this::settledMain)
        .chain(head -> reconciler.upTo(head).chain(at -> index.mergeCommit(attestation.change())))
        .chain(
            merged ->
                merged.isPresent()
                    ? Uni.createFrom().item(view(attestation, merged.get()))
                    : land(attestation, compact, parent)
                        .onFailure(MergeService::isMainMoved)
                        .recoverWithUni(moved -> landedBesides(attestation, moved)))
        .call(() -> cleanUp(attestation));
  }

  /** The merge commit of a change; 404 when it is not on main. */
  Uni<MergeLookup> find(int change) {
    return work.run(this::settledMain)
        .chain(head -> reconciler.upTo(head))
        .chain(at -> index.mergeCommit(change))
        .map(
            commit ->
                new MergeLookup(
                    change,
                    commit.orElseThrow(
                        () ->
                            new ProblemException(
                                RegistryProblem.NOT_MERGED,
                                "Change " + change + " is not on main."))));
  }

  private String settledMain() throws IOException {
    writer.settle();
    return git.mainHead();
  }

  /** Main may have moved by this very change, for somebody who asked at the same time. */
  private Uni<MergeView> landedBesides(Attestation attestation, Throwable moved) {
    return reconciler
        .upToMain()
        .chain(at -> index.mergeCommit(attestation.change()))
        .map(
            commit -> {
              if (commit.isEmpty()) {
                throw (ProblemException) moved;
              }
              return view(attestation, commit.get());
            });
  }

  private static boolean isMainMoved(Throwable e) {
    return e instanceof ProblemException problem && problem.type() == RegistryProblem.MAIN_MOVED;
  }

  private Uni<MergeView> land(Attestation attestation, String compact, String parent) {
    return work.run(() -> git.hasCommit(attestation.head()))
        .chain(
            known -> {
              if (!known) {
                throw refused("The approved commit " + attestation.head() + " is not here.");
              }
              return coveredComparison(attestation, parent);
            })
        .chain(comparison -> work.run(() -> commit(attestation, compact, parent, comparison)))
        .chain(commit -> reconciler.upToMain().replaceWith(view(attestation, commit)));
  }

  /**
   * What the merge would do, if that is exactly what was attested. Where a change promotes to an
   * environment by default and where it names one, the promotions are the same; so the target is
   * found by trying what was attested. On another main than the one that was asked for, what it
   * would do says nothing.
   */
  private Uni<Comparison> coveredComparison(Attestation attestation, String parent) {
    List<String> targets =
        Stream.concat(
                attestation.promotions().stream().map(ApprovedPromotion::environment),
                Stream.of(ComparisonService.NONE))
            .distinct()
            .toList();
    return tryTargets(attestation, parent, targets);
  }

  private Uni<Comparison> tryTargets(Attestation attestation, String parent, List<String> targets) {
    return comparisons
        .ofCommit(attestation.branch(), attestation.head(), targets.getFirst())
        .chain(
            comparison -> {
              if (!comparison.mainHead().equals(parent)) {
                throw mainMoved();
              }
              List<ProblemDetail> gaps = gaps(attestation, comparison);
              if (attestation.breakGlass() != null) {
                requireBreakable(comparison);
              }
              if (gaps.isEmpty()) {
                return Uni.createFrom().item(comparison);
              }
              if (targets.size() > 1) {
                return tryTargets(attestation, parent, targets.subList(1, targets.size()));
              }
              throw new ProblemException(
                  RegistryProblem.MERGE_REFUSED,
                  "What would land is not what was approved: " + gaps.getFirst().detail(),
                  gaps);
            });
  }

  /** The review-service says that somebody may; main's own policy has to say so too. */
  private static void requireBreakable(Comparison comparison) {
    List<ProblemDetail> objections = BreakGlassRule.objections(comparison);
    if (!objections.isEmpty()) {
      throw new ProblemException(
          RegistryProblem.MERGE_REFUSED,
          "Main's policy does not allow that: " + objections.getFirst().detail(),
          objections);
    }
  }

  private static List<ProblemDetail> gaps(Attestation attestation, Comparison comparison) {
    Set<Object> approved = new HashSet<>();
    approved.addAll(attestation.files());
    approved.addAll(attestation.versions());
    approved.addAll(attestation.promotions());
    Set<Object> would = new HashSet<>();
    comparison.files().forEach(f -> would.add(new ApprovedFile(f.path(), f.newBlob())));
    comparison.prompts().stream()
        .filter(p -> p.nextVersion() != null && p.nextDigest() != null)
        .forEach(
            p ->
                would.add(
                    new ApprovedVersion(
                        p.prompt(),
                        p.nextVersion() == null ? 0 : p.nextVersion(),
                        String.valueOf(p.nextDigest()))));
    comparison
        .promotions()
        .forEach(
            p ->
                would.add(
                    new ApprovedPromotion(p.environment(), p.prompt(), p.version(), p.digest())));
    Stream<String> onlyApproved =
        approved.stream().filter(a -> !would.contains(a)).map(a -> "approved, but not here: " + a);
    Stream<String> onlyHere =
        would.stream().filter(w -> !approved.contains(w)).map(w -> "here, but not approved: " + w);
    return Stream.concat(
            comparison.problems().stream(),
            Stream.concat(onlyApproved, onlyHere)
                .map(text -> new ProblemDetail(text, null, "attested")))
        .toList();
  }

  private String commit(
      Attestation attestation, String compact, String parent, Comparison comparison)
      throws IOException {
    Instant at = attestation.mergedAt().truncatedTo(ChronoUnit.SECONDS);
    Map<String, Optional<byte[]>> files = new LinkedHashMap<>();
    for (Comparison.FileChange file : comparison.files()) {
      files.put(file.path(), git.read(attestation.head(), file.path()));
    }
    files.putAll(MergeCommit.environmentFiles(comparison, environmentFiles(comparison)));
    // Main may be where it was and the external Git server's not: then the commit is made again.
    for (int attempt = 0; attempt < MAX_ATTEMPTS && git.mainHead().equals(parent); attempt++) {
      String commit =
          writer.commitOnMain(
              parent,
              files,
              MergeCommit.message(attestation, comparison),
              MergeCommit.oneLine(attestation.author()),
              at);
      writer.attest(commit, compact, at);
      if (writer.advanceMain(parent, commit, "merge change " + attestation.change())) {
        return commit;
      }
    }
    throw mainMoved();
  }

  /** The environment files whose rollout section a promotion keeps: the change's, else main's. */
  private Map<String, EnvironmentFile> environmentFiles(Comparison comparison) throws IOException {
    Map<String, EnvironmentFile> files = new LinkedHashMap<>();
    for (Comparison.PromotionChange promotion : comparison.promotions()) {
      RepositoryPath.Environment at =
          new RepositoryPath.Environment(promotion.environment(), promotion.prompt());
      boolean written = comparison.files().stream().anyMatch(f -> f.path().equals(at.path()));
      contents
          .environmentFile(
              written ? comparison.head() : comparison.mainHead(), at.environment(), at.id())
          .ifPresent(file -> files.put(at.path(), file));
    }
    return files;
  }

  /** After main moved: the branch has done its work, and others may look. Failing harms nobody. */
  private Uni<Void> cleanUp(Attestation attestation) {
    attestation.promotions().stream()
        .map(ApprovedPromotion::environment)
        .distinct()
        .forEach(hints::changed);
    return work.run(() -> isGone(attestation))
        .chain(
            gone ->
                gone
                    ? pushes.endedAt(
                        attestation.branch(),
                        attestation.head(),
                        attestation.author(),
                        attestation.mergedAt())
                    : Uni.createFrom().voidItem())
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Deletes the branch; a crash may have come between that and the record of it. */
  private boolean isGone(Attestation attestation) throws IOException {
    return writer.deleteBranch(attestation.branch(), attestation.head())
        || git.head(attestation.branch()).isEmpty();
  }

  private static MergeView view(Attestation attestation, String commit) {
    return new MergeView(
        attestation.change(), commit, attestation.versions(), attestation.promotions());
  }

  private static ProblemException mainMoved() {
    return new ProblemException(
        RegistryProblem.MAIN_MOVED, "Main has moved; compare again and retry with its new head.");
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(RegistryProblem.MERGE_REFUSED, detail);
  }
}
