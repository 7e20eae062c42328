package io.sluice.registry.prompt;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.LivePrompt;
import io.sluice.registry.index.PromptOrder;
import io.sluice.registry.index.PromptSummary;
import io.sluice.registry.index.PromptVersion;
import io.sluice.registry.performance.PerformanceFilter;
import io.sluice.registry.performance.PerformanceStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers questions about registry entries from the index. */
@ApplicationScoped
public class PromptService {
  /** Lines of change log and of performance that the entry itself shows. */
  private static final int ENTRY_LIMIT = 20;

  private final IndexStore index;
  private final PerformanceStore performance;

  @Inject
  PromptService(IndexStore index, PerformanceStore performance) {
    this.index = index;
    this.performance = performance;
  }

  Uni<Page<PromptItem>> list(PromptListRequest request, @Nullable String cursorKey, int limit) {
    PromptOrder order = request.order();
    return index
        .prompts(request.filter(), order, request.position(cursorKey), limit + 1)
        .chain(
            found ->
                index
                    .liveOf(found.stream().map(PromptSummary::id).toList())
                    .map(
                        live ->
                            Page.of(
                                found,
                                limit,
                                prompt -> request.cursorKey(order.position(prompt)),
                                prompt -> item(prompt, live))));
  }

  /** The whole entry, in five queries of bounded size however many versions there are. */
  Uni<PromptView> entry(String id) {
    return known(id)
        .chain(
            prompt ->
                version(id, prompt.latestVersion())
                    .chain(
                        latest ->
                            index.liveOf(List.of(id)).chain(live -> entry(prompt, latest, live))));
  }

  private Uni<PromptView> entry(PromptSummary prompt, PromptVersion latest, List<LivePrompt> live) {
    return changeLog(prompt.id(), null, ENTRY_LIMIT)
        .chain(
            changeLog ->
                performance
                    .page(prompt.id(), PerformanceFilter.ALL, null, ENTRY_LIMIT)
                    .map(notes -> PromptView.of(prompt, latest, live, changeLog, notes)));
  }

  /** The change log of a prompt that is there, newest first. */
  Uni<Page<ChangeLogEntry>> versions(String id, @Nullable String cursorKey, int limit) {
    return known(id).chain(prompt -> changeLog(id, cursorKey, limit));
  }

  private Uni<Page<ChangeLogEntry>> changeLog(String id, @Nullable String cursorKey, int limit) {
    return index
        .versionsBelow(id, below(cursorKey), limit + 1)
        .map(
            found ->
                Page.of(found, limit, last -> String.valueOf(last.number()), ChangeLogEntry::of));
  }

  private static int below(@Nullable String cursorKey) {
    if (cursorKey == null) {
      return Integer.MAX_VALUE;
    }
    if (!cursorKey.matches("[1-9][0-9]{0,8}")) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "'cursor' must be a nextCursor of an earlier page, unchanged.");
    }
    return Integer.parseInt(cursorKey);
  }

  private Uni<PromptSummary> known(String id) {
    return index
        .prompt(id)
        .map(
            prompt ->
                prompt.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_PROMPT,
                            "There is no prompt '"
                                + id
                                + "'; 'GET /v1/prompts' lists what there is.")));
  }

  Uni<PromptVersion> version(String id, int number) {
    return index
        .version(id, number)
        .map(
            version ->
                version.orElseThrow(
                    () ->
                        new ProblemException(
                            RegistryProblem.UNKNOWN_VERSION,
                            "There is no version "
                                + number
                                + " of '"
                                + id
                                + "'; its change log lists what there is.")));
  }

  /** Who vouches for a version: what was signed when it was made and whenever it was promoted. */
  Uni<VersionAttestationView> attestation(String id, int number) {
    return version(id, number)
        .chain(
            version -> {
              Integer change = version.change();
              Uni<Optional<String>> made =
                  change == null
                      ? Uni.createFrom().item(Optional.empty())
                      : index.attestation(change);
              return made.chain(
                  attestation ->
                      index
                          .promotionsOf(id, number)
                          .map(
                              promotions ->
                                  VersionAttestationView.of(
                                      version, attestation.orElse(null), promotions)));
            });
  }

  private static PromptItem item(PromptSummary prompt, List<LivePrompt> live) {
    Map<String, Integer> versions = new TreeMap<>();
    live.stream()
        .filter(l -> l.prompt().equals(prompt.id()))
        .forEach(l -> versions.put(l.environment(), l.version()));
    return new PromptItem(
        prompt.id(),
        prompt.purpose(),
        prompt.owner(),
        prompt.team(),
        prompt.model(),
        prompt.labels(),
        prompt.lifecycle().state().wire(),
        prompt.lifecycle().replacedBy(),
        prompt.latestVersion(),
        versions,
        prompt.createdAt(),
        prompt.updatedAt(),
        prompt.reviewedAt());
  }
}
