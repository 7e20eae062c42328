package io.sluice.registry.comparison;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.comparison.BranchFacts.Place;
import io.sluice.registry.comparison.BranchFacts.Touched;
import io.sluice.registry.comparison.Comparison.FileChange;
import io.sluice.registry.format.ChangeRules;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.Finding;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.YamlDocument;
import io.sluice.registry.git.ChangedFile;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.MainWalk;
import io.sluice.registry.index.CommitReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the facts of a change from Git. Blocks. */
@ApplicationScoped
class BranchFactsReader {
  private static final int MAX_COMMITS = 200;

  private final GitReader git;
  private final CommitReader contents;

  @Inject
  BranchFactsReader(GitReader git, CommitReader contents) {
    this.git = git;
    this.contents = contents;
  }

  BranchFacts read(String head) throws IOException {
    String mainHead = git.mainHead();
    String base =
        git.mergeBase(head, mainHead)
            .orElseThrow(
                () ->
                    new ProblemException(
                        RegistryProblem.MERGE_REFUSED, "The branch shares no commit with main."));
    List<ChangedFile> changed = git.changedFiles(base, head);
    Map<String, String> diffs = git.unifiedDiffs(base, head);
    List<FileChange> files = new ArrayList<>();
    Map<String, Touched> touched = new LinkedHashMap<>();
    Map<Place, EnvironmentFile> written = new LinkedHashMap<>();
    for (ChangedFile file : changed) {
      files.add(
          new FileChange(
              file.path(), file.oldBlob(), file.newBlob(), diffs.getOrDefault(file.path(), "")));
      switch (RepositoryPath.of(file.path()).orElse(new RepositoryPath.Policy())) {
        case RepositoryPath.Prompt(String id) -> touched.put(id, touched(base, head, id));
        case RepositoryPath.Tests(String id) -> touched.put(id, touched(base, head, id));
        case RepositoryPath.Environment(String environment, String id) ->
            contents
                .environmentFile(head, environment, id)
                .ifPresent(read -> written.put(new Place(environment, id), read));
        case RepositoryPath.Policy policy -> {}
      }
    }
    Policy policy = contents.policy(mainHead);
    return new BranchFacts(
        mainHead,
        base,
        git.commit(head),
        git.commitsBetween(base, head, MAX_COMMITS),
        files,
        touched,
        composed(head, touched),
        written,
        onMain(mainHead, policy, touched.keySet(), written.keySet()),
        policy,
        findings(base, head, mainHead, changed, touched.keySet()));
  }

  private Touched touched(String base, String head, String id) throws IOException {
    return new Touched(contents.content(base, id), contents.content(head, id));
  }

  private Map<String, YamlDocument> composed(String head, Map<String, Touched> touched)
      throws IOException {
    Map<String, YamlDocument> composed = new LinkedHashMap<>();
    for (Map.Entry<String, Touched> entry : touched.entrySet()) {
      if (entry.getValue().after().filter(c -> !Fragments.keys(c.prompt()).isEmpty()).isPresent()) {
        RepositoryPath.Prompt at = new RepositoryPath.Prompt(entry.getKey());
        git.read(head, at.path())
            .flatMap(content -> Fragments.document(at, content))
            .ifPresent(document -> composed.put(at.id(), document));
      }
    }
    return composed;
  }

  private Map<Place, EnvironmentFile> onMain(
      String mainHead, Policy policy, Set<String> prompts, Set<Place> written) throws IOException {
    Map<Place, EnvironmentFile> onMain = new LinkedHashMap<>();
    Set<String> ids = new TreeSet<>(prompts);
    written.forEach(place -> ids.add(place.prompt()));
    for (String environment : policy.environments()) {
      for (String id : ids) {
        contents
            .environmentFile(mainHead, environment, id)
            .ifPresent(file -> onMain.put(new Place(environment, id), file));
      }
    }
    return onMain;
  }

  private List<Finding> findings(
      String base, String head, String mainHead, List<ChangedFile> changed, Set<String> touched)
      throws IOException {
    Set<String> mustBeUnchangedOnMain = new TreeSet<>();
    changed.forEach(file -> mustBeUnchangedOnMain.add(file.path()));
    for (String id : touched) {
      mustBeUnchangedOnMain.add(new RepositoryPath.Prompt(id).path());
      mustBeUnchangedOnMain.add(new RepositoryPath.Tests(id).path());
    }
    // One walk for all: a change may have 2,000 files, and each would read the same folders again.
    try (MainWalk walk = git.walk()) {
      Map<String, Optional<byte[]>> contentsAfter = new LinkedHashMap<>();
      for (ChangedFile file : changed) {
        contentsAfter.put(file.path(), walk.read(head, file.path()));
      }
      List<Finding> findings =
          new ArrayList<>(ChangeRules.check(contentsAfter, path -> exists(walk, head, path)));
      for (String path : mustBeUnchangedOnMain) {
        if (!Objects.equals(walk.blobAt(base, path), walk.blobAt(mainHead, path))) {
          findings.add(
              Finding.inFile(
                  path,
                  "stale-base",
                  "Main has changed this file since the change started; rebase it ('git fetch &&"
                      + " git rebase origin/main') and push again."));
        }
      }
      return findings;
    }
  }

  private static boolean exists(MainWalk walk, String commit, String path) {
    try {
      return walk.blobAt(commit, path).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
