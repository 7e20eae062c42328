package io.sluice.registry.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.registry.comparison.BranchFacts.Place;
import io.sluice.registry.comparison.BranchFacts.Touched;
import io.sluice.registry.comparison.Comparison.PromotionChange;
import io.sluice.registry.comparison.Comparison.PromptChange;
import io.sluice.registry.comparison.Comparison.RollbackVersion;
import io.sluice.registry.difference.ImpactService;
import io.sluice.registry.facts.ContentFacts;
import io.sluice.registry.facts.ContentFactsService;
import io.sluice.registry.format.Composition;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.FragmentVersion;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.index.PromotedVersion;
import io.sluice.registry.index.PromptVersion;
import io.sluice.registry.push.PushRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out which versions and promotions a merge would make. No input but its arguments. */
final class MergeEffects {
  /** A change of hundreds of prompts is answered all the same; what is left out comes next time. */
  private static final long IMPACTS_NANOS = 2_000_000_000L;

  private final BranchFacts facts;
  private final Map<String, List<PromptVersion>> versions;
  private final FragmentVersion.Source fragments;
  private final ImpactService impacts;
  private final ContentFactsService contentFacts;
  private final Set<PromotedVersion> promoted;
  private final Map<String, VersionContent> made = new LinkedHashMap<>();
  private final long impactsUntil = System.nanoTime() + IMPACTS_NANOS;
  private final String promoteTo;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param versions for each prompt, its versions on main, newest first
   * @param fragments what main has of the fragments that touched prompts name
   * @param impacts says what the changes mean
   * @param contentFacts says what contents say of themselves
   * @param promoted what environments ran so far of the prompts
   * @param promoteTo environment or {@code none}
   */
  MergeEffects(
      BranchFacts facts,
      Map<String, List<PromptVersion>> versions,
      FragmentVersion.Source fragments,
      ImpactService impacts,
      ContentFactsService contentFacts,
      Set<PromotedVersion> promoted,
      String promoteTo) {
    this.facts = facts;
    this.versions = versions;
    this.fragments = fragments;
    this.impacts = impacts;
    this.contentFacts = contentFacts;
    this.promoted = promoted;
    this.promoteTo = promoteTo;
    this.findings.addAll(facts.findings());
    this.findings.addAll(LifecycleEffects.findings(facts.touched()));
  }

  Comparison describe(String branch, List<PushRecord> pushed) {
    List<PromptChange> prompts =
        facts.touched().entrySet().stream()
            .filter(entry -> entry.getValue().after().isPresent())
            .map(entry -> promptChange(entry.getKey(), entry.getValue()))
            .toList();
    List<PromotionChange> promotions = promotions(prompts);
    if (facts.files().isEmpty()) {
      findings.add(
          Finding.inFile(".", "nothing-changed", "The branch changes no file; push a change."));
    }
    return new Comparison(
        branch,
        facts.head().id(),
        facts.base(),
        facts.mainHead(),
        facts.head().subject(),
        facts.head().body(),
        pushed,
        facts.files(),
        prompts,
        promotions,
        facts.policy().json(),
        Finding.errors(findings).stream().map(Finding::problem).toList(),
        Finding.warnings(findings).stream().map(Finding::problem).toList(),
        contents(promotions));
  }

  /** What the merge makes comes from the branch, what it promotes beside that from the index. */
  private Map<String, ContentFacts> contents(List<PromotionChange> promotions) {
    Map<String, VersionContent> all = new LinkedHashMap<>(made);
    promotions.forEach(
        promotion ->
            versions.getOrDefault(promotion.prompt(), List.of()).stream()
                .filter(known -> known.digest().equals(promotion.digest()))
                .findFirst()
                .ifPresent(
                    known ->
                        all.putIfAbsent(
                            known.digest(), new VersionContent(known.entry(), known.tests()))));
    Map<String, ContentFacts> contents = new LinkedHashMap<>();
    all.forEach(
        (digest, content) -> {
          if (System.nanoTime() < impactsUntil) {
            contents.put(digest, contentFacts.of(digest, content));
          }
        });
    return contents;
  }

  private PromptChange promptChange(String id, Touched touched) {
    VersionContent written = touched.after().orElseThrow();
    Fragments.Resolved resolved = resolve(id, written);
    findings.addAll(resolved.findings());
    Composition composition = resolved.composition();
    VersionContent after = new VersionContent(resolved.prompt(), written.tests());
    List<PromptVersion> known = versions.getOrDefault(id, List.of());
    Integer latest = known.isEmpty() ? null : known.getFirst().number();
    String digest = after.digest();
    boolean same = !known.isEmpty() && known.getFirst().digest().equals(digest);
    if (!same) {
      made.put(digest, after);
    }
    Optional<VersionContent> before =
        touched.before().map(was -> new VersionContent(resolve(id, was).prompt(), was.tests()));
    Integer base = before.flatMap(was -> numberOf(known, was.digest())).orElse(null);
    return new PromptChange(
        id,
        after.prompt().path("owner").asText(),
        team(id),
        labels(id),
        base,
        latest,
        same ? null : (latest == null ? 1 : latest + 1),
        same ? null : digest,
        composition == null ? List.of() : composition.direct(),
        composition == null ? null : resolved.prompt().path("messages"),
        System.nanoTime() > impactsUntil ? null : impacts.of(before.orElse(null), after));
  }

  /** The team decides who may approve: an author must not be able to choose it. */
  private String team(String id) {
    return entries(id).map(entry -> entry.path("team").asText()).findFirst().orElse("");
  }

  /** Labels decide what rules apply: an author may add one, and must not be able to lose one. */
  private Set<String> labels(String id) {
    Set<String> labels = new TreeSet<>();
    entries(id).forEach(entry -> entry.path("labels").forEach(label -> labels.add(label.asText())));
    return labels;
  }

  /** Every entry of a prompt that counts: main's latest, where the change began, what it makes. */
  private Stream<JsonNode> entries(String id) {
    Optional<Touched> touched = Optional.ofNullable(facts.touched().get(id));
    return Stream.of(
            touched.flatMap(Touched::before).map(VersionContent::prompt),
            versions.getOrDefault(id, List.of()).stream().findFirst().map(PromptVersion::entry),
            touched.flatMap(Touched::after).map(VersionContent::prompt))
        .flatMap(Optional::stream);
  }

  /** What was approved with a fragment stays what it was, also when that is archived by now. */
  private JsonNode resolveBefore(String id, VersionContent content) {
    FragmentVersion.Source asThen =
        (fragment, version) ->
            fragments.find(fragment, version) instanceof FragmentVersion.Source.Answer.Found found
                ? new FragmentVersion.Source.Answer.Found(found.version().unarchived())
                : fragments.find(fragment, version);
    return Fragments.resolve(id, content.prompt(), asThen).prompt();
  }

  /** With its fragments put in; findings know their line where the file is the change's own. */
  private Fragments.Resolved resolve(String id, VersionContent content) {
    YamlDocument document = facts.composed().get(id);
    return document != null && document.json().equals(content.prompt())
        ? Fragments.resolve(new RepositoryPath.Prompt(id), document, fragments)
        : Fragments.resolve(id, content.prompt(), fragments);
  }

  private List<PromotionChange> promotions(List<PromptChange> prompts) {
    Map<Place, PromotionChange> promotions = new LinkedHashMap<>();
    if (!promoteTo.equals(ComparisonService.NONE)) {
      for (PromptChange change : prompts) {
        Place place = new Place(promoteTo, change.prompt());
        if (change.nextVersion() != null
            && !archivedAfter(change.prompt())
            && isKnown(promoteTo, ".")) {
          next(place, change).ifPresent(promotion -> promotions.put(place, promotion));
        }
      }
    }
    facts
        .environmentFiles()
        .forEach(
            (place, file) -> {
              if (!promotions.containsKey(place) && isKnown(place.environment(), path(place))) {
                explicit(place, file, prompts)
                    .ifPresent(promotion -> promotions.put(place, promotion));
              }
            });
    return List.copyOf(promotions.values());
  }

  private boolean archivedAfter(String prompt) {
    return LifecycleEffects.archivedAfter(
        Optional.ofNullable(facts.touched().get(prompt)), versions.getOrDefault(prompt, List.of()));
  }

  private boolean isKnown(String environment, String path) {
    if (facts.policy().environments().contains(environment)) {
      return true;
    }
    findings.add(
        Finding.inFile(
            path,
            "unknown-environment",
            "There is no environment '"
                + environment
                + "' in sluice.yaml; there are "
                + facts.policy().environments()
                + "."));
    return false;
  }

  /** The version that this change makes, promoted. */
  private Optional<PromotionChange> next(Place place, PromptChange change) {
    Integer version = change.nextVersion();
    String digest = change.nextDigest();
    if (version == null || digest == null) {
      findings.add(
          Finding.inFile(
              path(place),
              "nothing-to-promote",
              "'version: next' needs a change of the prompt in the same branch; there is none."));
      return Optional.empty();
    }
    return Optional.of(promotion(place, version, digest));
  }

  /** What an environment file of the branch asks for. */
  private Optional<PromotionChange> explicit(
      Place place, EnvironmentFile file, List<PromptChange> prompts) {
    Integer version = file.version();
    String digest = file.digest();
    if (archivedAfter(place.prompt())) {
      findings.add(LifecycleEffects.archivedPromotion(path(place), place.prompt()));
      return Optional.empty();
    }
    if (version == null || digest == null) {
      Optional<PromptChange> change =
          prompts.stream().filter(p -> p.prompt().equals(place.prompt())).findFirst();
      return next(place, change.orElse(PromptChange.none(place.prompt())));
    }
    Optional<PromptVersion> asked =
        versions.getOrDefault(place.prompt(), List.of()).stream()
            .filter(known -> known.number() == version && known.digest().equals(digest))
            .findFirst();
    if (asked.map(LifecycleEffects::isArchived).orElse(false)) {
      findings.add(LifecycleEffects.archivedPromotion(path(place), place.prompt()));
      return Optional.empty();
    }
    if (asked.isEmpty()) {
      findings.add(
          Finding.inFile(
              path(place),
              "unknown-version",
              "There is no version " + version + " of '" + place.prompt() + "' with that digest."));
      return Optional.empty();
    }
    return Optional.of(promotion(place, version, digest));
  }

  private PromotionChange promotion(Place place, int version, String digest) {
    Optional<EnvironmentFile> written = Optional.ofNullable(facts.environmentFiles().get(place));
    Optional<EnvironmentFile> onMain = Optional.ofNullable(facts.onMain().get(place));
    JsonNode rollout =
        written.or(() -> onMain).map(EnvironmentFile::rollout).orElse(MissingNode.getInstance());
    @Nullable Integer from = onMain.map(EnvironmentFile::version).orElse(null);
    @Nullable Integer rollback = rollback(place, version, from, written, onMain);
    return new PromotionChange(
        place.environment(),
        place.prompt(),
        team(place.prompt()),
        labels(place.prompt()),
        from,
        version,
        digest,
        rollback,
        rollback == null ? null : rollbackVersion(place, rollback),
        facts.policy().plan(place.environment(), rollout));
  }

  private @Nullable Integer rollback(
      Place place,
      int version,
      @Nullable Integer from,
      Optional<EnvironmentFile> written,
      Optional<EnvironmentFile> onMain) {
    Integer asked = written.map(EnvironmentFile::rollback).orElse(null);
    Integer before = onMain.map(EnvironmentFile::rollback).orElse(null);
    if (asked != null && !asked.equals(before)) {
      boolean exists =
          versions.getOrDefault(place.prompt(), List.of()).stream()
              .anyMatch(known -> known.number() == asked);
      if (!exists || asked == version) {
        findings.add(
            Finding.inFile(
                path(place),
                "rollback-version",
                "'rollback: " + asked + "' must be another version that exists."));
      }
      return asked;
    }
    return from != null && from == version ? before : from;
  }

  private RollbackVersion rollbackVersion(Place place, int version) {
    Optional<PromptVersion> known =
        versions.getOrDefault(place.prompt(), List.of()).stream()
            .filter(one -> one.number() == version)
            .findFirst();
    return new RollbackVersion(
        version,
        known.map(PromptVersion::change).orElse(null),
        known.map(PromptVersion::approvedBy).orElse(List.of()),
        promoted.contains(new PromotedVersion(place.environment(), place.prompt(), version)));
  }

  private static Optional<Integer> numberOf(List<PromptVersion> known, String digest) {
    return known.stream()
        .filter(version -> version.digest().equals(digest))
        .map(PromptVersion::number)
        .findFirst();
  }

  private static String path(Place place) {
    return "environments/" + place.environment() + "/" + place.prompt() + ".yaml";
  }
}
