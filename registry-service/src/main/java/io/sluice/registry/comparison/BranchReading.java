package io.sluice.registry.comparison;

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

/** One reading of a branch against main. Blocks; for one thread. */
final class BranchReading {
  private static final int MAX_COMMITS = 200;

  private final GitReader git;
  private final MainWalk walk;
  private final String base;
  private final String head;
  private final String mainHead;

  /**
   * @param walk stays open; what it has read of trees is not read again
   * @param base the commit of main that the branch started from
   */
  BranchReading(GitReader git, MainWalk walk, String base, String head, String mainHead) {
    this.git = git;
    this.walk = walk;
    this.base = base;
    this.head = head;
    this.mainHead = mainHead;
  }

  BranchFacts facts() throws IOException {
    List<ChangedFile> changed = walk.changedFiles(base, head);
    Map<String, String> diffs = git.unifiedDiffs(base, head);
    List<FileChange> files = new ArrayList<>();
    Map<String, Touched> touched = new LinkedHashMap<>();
    Map<Place, EnvironmentFile> written = new LinkedHashMap<>();
    for (ChangedFile file : changed) {
      files.add(
          new FileChange(
              file.path(), file.oldBlob(), file.newBlob(), diffs.getOrDefault(file.path(), "")));
      switch (RepositoryPath.of(file.path()).orElse(new RepositoryPath.Policy())) {
        case RepositoryPath.Prompt(String id) -> touched.put(id, touched(id));
        case RepositoryPath.Tests(String id) -> touched.put(id, touched(id));
        case RepositoryPath.Environment at ->
            CommitReader.environmentFile(walk, head, at)
                .ifPresent(read -> written.put(new Place(at.environment(), at.id()), read));
        case RepositoryPath.Policy policy -> {}
      }
    }
    Policy policy = CommitReader.policy(walk, mainHead);
    return new BranchFacts(
        mainHead,
        base,
        walk.commit(head),
        git.commitsBetween(base, head, MAX_COMMITS),
        files,
        touched,
        composed(touched),
        written,
        onMain(policy, touched.keySet(), written.keySet()),
        policy,
        findings(changed, touched.keySet()));
  }

  private Touched touched(String id) throws IOException {
    return new Touched(CommitReader.content(walk, base, id), CommitReader.content(walk, head, id));
  }

  private Map<String, YamlDocument> composed(Map<String, Touched> touched) throws IOException {
    Map<String, YamlDocument> composed = new LinkedHashMap<>();
    for (Map.Entry<String, Touched> entry : touched.entrySet()) {
      if (entry.getValue().after().filter(c -> !Fragments.keys(c.prompt()).isEmpty()).isPresent()) {
        RepositoryPath.Prompt at = new RepositoryPath.Prompt(entry.getKey());
        walk.read(head, at.path())
            .flatMap(content -> Fragments.document(at, content))
            .ifPresent(document -> composed.put(at.id(), document));
      }
    }
    return composed;
  }

  private Map<Place, EnvironmentFile> onMain(Policy policy, Set<String> prompts, Set<Place> written)
      throws IOException {
    Map<Place, EnvironmentFile> onMain = new LinkedHashMap<>();
    Set<String> ids = new TreeSet<>(prompts);
    written.forEach(place -> ids.add(place.prompt()));
    for (String environment : policy.environments()) {
      for (String id : ids) {
        CommitReader.environmentFile(
                walk, mainHead, new RepositoryPath.Environment(environment, id))
            .ifPresent(file -> onMain.put(new Place(environment, id), file));
      }
    }
    return onMain;
  }

  private List<Finding> findings(List<ChangedFile> changed, Set<String> touched)
      throws IOException {
    Set<String> mustBeUnchangedOnMain = new TreeSet<>();
    changed.forEach(file -> mustBeUnchangedOnMain.add(file.path()));
    for (String id : touched) {
      mustBeUnchangedOnMain.add(new RepositoryPath.Prompt(id).path());
      mustBeUnchangedOnMain.add(new RepositoryPath.Tests(id).path());
    }
    Map<String, Optional<byte[]>> contentsAfter = new LinkedHashMap<>();
    for (ChangedFile file : changed) {
      contentsAfter.put(file.path(), walk.read(head, file.path()));
    }
    List<Finding> findings = new ArrayList<>(ChangeRules.check(contentsAfter, this::exists));
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

  private boolean exists(String path) {
    try {
      return walk.blobAt(head, path).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
