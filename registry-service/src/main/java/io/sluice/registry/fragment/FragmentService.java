package io.sluice.registry.fragment;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.FragmentVersion;
import io.sluice.registry.format.FragmentVersion.Source;
import io.sluice.registry.format.FragmentVersion.Source.Answer;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.index.FragmentStore;
import io.sluice.registry.index.FragmentUser;
import io.sluice.registry.index.IndexReconciler;
import io.sluice.registry.index.IndexStore;
import io.sluice.registry.index.PromptVersion;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fragments as main has them. */
@ApplicationScoped
public class FragmentService {
  private static final int MAX_FRAGMENTS = 1_000;

  private final IndexStore index;
  private final FragmentStore store;
  private final IndexReconciler reconciler;

  @Inject
  FragmentService(IndexStore index, FragmentStore store, IndexReconciler reconciler) {
    this.index = index;
    this.store = store;
    this.reconciler = reconciler;
  }

  /**
   * Everything that is wrong with the fragments that changed prompts name.
   *
   * @param documents see {@link Fragments#documents}
   */
  public Uni<List<Finding>> check(Map<RepositoryPath.Prompt, YamlDocument> documents) {
    if (documents.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Set<String> keys = new LinkedHashSet<>();
    documents.values().forEach(document -> keys.addAll(Fragments.keys(document.json())));
    if (keys.size() > MAX_FRAGMENTS) {
      return Uni.createFrom()
          .item(
              List.of(
                  Finding.inFile(
                      ".",
                      "fragment-count",
                      "More than " + MAX_FRAGMENTS + " fragments in one change; split it.")));
    }
    return reconciler
        .upToMain()
        .chain(() -> source(keys))
        .map(source -> findings(documents, source));
  }

  private static List<Finding> findings(
      Map<RepositoryPath.Prompt, YamlDocument> documents, Source source) {
    List<Finding> findings = new ArrayList<>();
    documents.forEach(
        (at, document) -> findings.addAll(Fragments.resolve(at, document, source).findings()));
    return findings;
  }

  /**
   * What main has of some fragments.
   *
   * @param keys {@code id@version}
   */
  public Uni<Source> source(Collection<String> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item((id, version) -> new Answer.NoSuchPrompt());
    }
    Set<String> ids = new LinkedHashSet<>();
    keys.forEach(key -> ids.add(key.substring(0, key.indexOf('@'))));
    return store
        .latestOf(ids)
        .chain(
            latest -> {
              Set<String> wanted = new LinkedHashSet<>(keys);
              latest.forEach((id, number) -> wanted.add(id + "@" + number));
              return index
                  .versionsByKey(List.copyOf(wanted))
                  .map(versions -> source(latest, versions));
            });
  }

  private static Source source(Map<String, Integer> latest, List<PromptVersion> versions) {
    Map<String, PromptVersion> byKey = new HashMap<>();
    versions.forEach(version -> byKey.put(version.prompt() + "@" + version.number(), version));
    return (id, number) -> {
      Integer newest = latest.get(id);
      if (newest == null) {
        return new Answer.NoSuchPrompt();
      }
      PromptVersion version = byKey.get(id + "@" + number);
      PromptVersion now = byKey.get(id + "@" + newest);
      return version == null
          ? new Answer.NoSuchVersion(newest)
          : new Answer.Found(
              new FragmentVersion(
                  id,
                  number,
                  version.commit(),
                  version.entry(),
                  version.uses(),
                  now != null && isArchived(now)));
    };
  }

  private static boolean isArchived(PromptVersion latest) {
    return latest.entry().path("lifecycle").path("state").asText().equals("archived");
  }

  /**
   * The versions that have a prompt inside.
   *
   * @throws ProblemException 404 when there is no such prompt
   */
  Uni<Page<UseView>> uses(String id, @Nullable String after, int limit) {
    return store
        .latestOf(List.of(id))
        .invoke(
            latest -> {
              if (latest.isEmpty()) {
                throw new ProblemException(
                    RegistryProblem.UNKNOWN_PROMPT,
                    "There is no prompt '" + id + "'; 'GET /v1/prompts' lists what there is.");
              }
            })
        .chain(latest -> store.using(id, after, limit + 1))
        .chain(
            users ->
                store
                    .latestOf(users.stream().map(FragmentUser::prompt).distinct().toList())
                    .map(
                        latest ->
                            Page.of(
                                users,
                                limit,
                                FragmentUser::key,
                                user -> UseView.of(user, latest.get(user.prompt())))));
  }
}
