package io.sluice.registry.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.LivePrompt;
import io.sluice.registry.index.PromptOrder;
import io.sluice.registry.index.PromptSummary;
import io.sluice.registry.index.PromptVersion;
import io.sluice.registry.performance.PerformanceNote;
import io.sluice.registry.performance.PerformanceStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers questions about registry entries from the index. */
@ApplicationScoped
public class PromptService {
  private final IndexStore index;
  private final PerformanceStore performance;
  private final GitReader git;
  private final GitWork work;

  @Inject
  PromptService(IndexStore index, PerformanceStore performance, GitReader git, GitWork work) {
    this.index = index;
    this.performance = performance;
    this.git = git;
    this.work = work;
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

  Uni<PromptView> entry(String id) {
    return index
        .versions(id)
        .invoke(
            versions -> {
              if (versions.isEmpty()) {
                throw new ProblemException(
                    RegistryProblem.UNKNOWN_PROMPT,
                    "There is no prompt '" + id + "'; 'GET /v1/prompts' lists what there is.");
              }
            })
        .chain(
            versions ->
                index
                    .liveOf(List.of(id))
                    .chain(live -> performance.of(id).map(notes -> view(versions, live, notes))));
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

  Uni<VersionDiff> diff(String id, int from, int to) {
    return version(id, from)
        .chain(
            before ->
                version(id, to)
                    .chain(
                        after ->
                            work.run(() -> unified(before, after))
                                .map(text -> VersionDiff.of(before, after, text))));
  }

  private String unified(PromptVersion before, PromptVersion after) throws IOException {
    return git.unifiedDiff(
            before.commit(), after.commit(), new RepositoryPath.Prompt(before.prompt()).path())
        + git.unifiedDiff(
            before.commit(), after.commit(), new RepositoryPath.Tests(before.prompt()).path());
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

  private static PromptView view(
      List<PromptVersion> versions, List<LivePrompt> live, List<PerformanceNote> notes) {
    PromptVersion latest = versions.getFirst();
    JsonNode entry = latest.entry();
    JsonNode issues = entry.get("knownIssues");
    return new PromptView(
        latest.prompt(),
        latest.number(),
        latest.digest(),
        entry.path("owner").asText(),
        entry.path("team").asText(),
        entry.path("purpose").asText(),
        entry.path("model").asText(),
        entry.get("modelParameters"),
        entry.get("inputs"),
        entry.path("messages"),
        entry.get("outputSchema"),
        entry.get("limits"),
        entry.get("labels"),
        latest.tests(),
        issues == null ? JsonNodeFactory.instance.arrayNode() : issues,
        versions.getLast().createdAt(),
        latest.createdAt(),
        live.stream()
            .map(l -> new PromptView.Live(l.environment(), l.version(), l.since()))
            .toList(),
        versions.stream().map(PromptService::logEntry).toList(),
        notes);
  }

  private static PromptView.ChangeLogEntry logEntry(PromptVersion version) {
    return new PromptView.ChangeLogEntry(
        version.number(),
        version.title(),
        version.author(),
        version.approvedBy(),
        version.change(),
        version.commit(),
        version.createdAt());
  }
}
