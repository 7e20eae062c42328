package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.MainWalk;
import io.sluice.registry.index.IndexedCommit.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads commits of main, and the content of prompts at them. Every method blocks. */
@ApplicationScoped
public class CommitReader {
  /** Trailers that merges write and the index reads. */
  public static final String PROMPT_VERSION = "Prompt-Version";

  /** {@code <including id> <fragment id>@<version> <commit that made that version>} */
  public static final String PROMPT_FRAGMENT = "Prompt-Fragment";

  public static final String CHANGE = "Change";
  public static final String APPROVED_BY = "Approved-by";
  public static final String BREAK_GLASS = "Break-Glass";

  /** What one reading holds of whole versions, unless a single commit makes more. */
  static final int MAX_VERSIONS = 500;

  private static final Logger LOG = Logger.getLogger(CommitReader.class);

  private final GitReader git;

  @Inject
  public CommitReader(GitReader git) {
    this.git = git;
  }

  /**
   * Reads a run of first parents, or as much of its beginning as {@link #MAX_VERSIONS} allows; one
   * commit at least.
   *
   * @param after the commit before them, or null when they start with the very first one
   * @param ids oldest first
   * @param position number of first parents before the first of them
   */
  List<IndexedCommit> read(@Nullable String after, List<String> ids, long position)
      throws IOException {
    try (MainWalk walk = git.walk()) {
      CommitRun run = CommitRun.read(walk, after, ids, MAX_VERSIONS);
      List<IndexedCommit> read = new ArrayList<>();
      for (int i = 0; i < run.size(); i++) {
        CommitInfo commit = run.commit(i);
        Integer change = run.change(i);
        reportUnattested(run, i);
        read.add(
            new IndexedCommit(
                commit,
                position + i,
                change,
                change == null ? null : run.attestation(i),
                versions(walk, run, i),
                runs(walk, run, i)));
      }
      return read;
    }
  }

  /** The content of a prompt at a commit; empty when it is not there or cannot be read. */
  public Optional<VersionContent> content(String commit, String id) throws IOException {
    try (MainWalk walk = git.walk()) {
      return content(walk, commit, commit, id);
    }
  }

  /**
   * What a prompt is at the commit that made a version of it, with the fragments put in that the
   * commit names: the content that the version's digest is taken over.
   */
  public Optional<VersionContent> version(String commit, String id) throws IOException {
    try (MainWalk walk = git.walk()) {
      Optional<VersionContent> source = content(walk, commit, commit, id);
      if (source.isEmpty()) {
        return source;
      }
      FragmentReader fragments =
          new FragmentReader(walk, (from, of) -> json(walk, from, new RepositoryPath.Prompt(of)));
      Fragments.Resolved resolved =
          fragments.resolve(id, source.get().prompt(), walk.commit(commit));
      return Optional.of(new VersionContent(resolved.prompt(), source.get().tests()));
    }
  }

  /** The policy at a commit. */
  public Policy policy(String commit) throws IOException {
    try (MainWalk walk = git.walk()) {
      return policy(walk, commit);
    }
  }

  /** An environment file at a commit. */
  public Optional<EnvironmentFile> environmentFile(String commit, String environment, String id)
      throws IOException {
    try (MainWalk walk = git.walk()) {
      return environmentFile(walk, commit, new RepositoryPath.Environment(environment, id));
    }
  }

  /**
   * Main moves by attested merges and by rollbacks; anything else was put there by somebody who can
   * write in the store. It is read like the rest, since nothing of it is served without an
   * attestation, but nobody should have to find out by chance.
   */
  private static void reportUnattested(CommitRun run, int i) {
    CommitInfo commit = run.commit(i);
    boolean merge = run.change(i) != null;
    if (merge && run.attestation(i) == null
        || !merge && commit.parent() != null && commit.trailer("Rollback").isEmpty()) {
      LOG.errorf(
          "Commit %s on main has no attestation ('%s' by %s): no merge made it",
          commit.id(), commit.subject(), commit.author());
    }
  }

  private static List<PromptVersion> versions(MainWalk walk, CommitRun run, int i)
      throws IOException {
    CommitInfo commit = run.commit(i);
    List<PromptVersion> versions = new ArrayList<>();
    FragmentReader fragments =
        new FragmentReader(walk, (from, id) -> json(walk, from, new RepositoryPath.Prompt(id)));
    for (VersionTrailer named : run.versions(i)) {
      String id = named.prompt();
      Optional<VersionContent> source =
          content(
              walk,
              run.whereToRead(i, new RepositoryPath.Prompt(id).path()),
              run.whereToRead(i, new RepositoryPath.Tests(id).path()),
              id);
      Fragments.Resolved resolved =
          source.isEmpty() ? null : fragments.resolve(id, source.get().prompt(), commit);
      Optional<VersionContent> content =
          resolved == null
              ? Optional.empty()
              : Optional.of(new VersionContent(resolved.prompt(), source.get().tests()));
      if (content.isEmpty() || !content.get().digest().equals(named.digest())) {
        LOG.errorf(
            "Commit %s names %s but its content has another digest; this version is left out",
            commit.id(), named);
        continue;
      }
      versions.add(
          new PromptVersion(
              id,
              named.number(),
              named.digest(),
              content.get().attested(),
              content.get().tests(),
              resolved == null ? null : resolved.composition(),
              commit.id(),
              run.change(i),
              title(commit),
              description(commit),
              commit.author(),
              commit.trailer(APPROVED_BY),
              commit.at()));
    }
    return versions;
  }

  private static List<Runs> runs(MainWalk walk, CommitRun run, int i) throws IOException {
    List<Runs> runs = new ArrayList<>();
    for (String path : run.said(i)) {
      if (RepositoryPath.of(path).orElse(null) instanceof RepositoryPath.Environment at
          && run.isChange(walk, i, path)) {
        EnvironmentFile file = environmentFile(walk, run.whereToRead(i, path), at).orElse(null);
        if (file != null && file.version() != null) {
          Policy policy = run.policy(i, commit -> policy(walk, commit));
          runs.add(new Runs(at.environment(), file, policy.plan(at.environment(), file.rollout())));
        }
      }
    }
    return runs;
  }

  /** {@link #content(String, String)}, with what the walk has read already. */
  public static Optional<VersionContent> content(MainWalk walk, String commit, String id)
      throws IOException {
    return content(walk, commit, commit, id);
  }

  private static Optional<VersionContent> content(
      MainWalk walk, String promptCommit, String testsCommit, String id) throws IOException {
    Optional<JsonNode> prompt = json(walk, promptCommit, new RepositoryPath.Prompt(id));
    if (prompt.isEmpty()) {
      return Optional.empty();
    }
    @Nullable JsonNode tests = json(walk, testsCommit, new RepositoryPath.Tests(id)).orElse(null);
    return Optional.of(new VersionContent(prompt.get(), tests));
  }

  /** {@link #policy(String)}, with what the walk has read already. */
  public static Policy policy(MainWalk walk, String commit) throws IOException {
    return new Policy(
        json(walk, commit, new RepositoryPath.Policy())
            .orElse(JsonNodeFactory.instance.objectNode()));
  }

  /** An environment file at a commit, with what the walk has read already. */
  public static Optional<EnvironmentFile> environmentFile(
      MainWalk walk, String commit, RepositoryPath.Environment at) throws IOException {
    return json(walk, commit, at).map(EnvironmentFile::of);
  }

  /** What is on main was checked when it was pushed: reading it again checks nothing. */
  private static Optional<JsonNode> json(MainWalk walk, String commit, RepositoryPath at)
      throws IOException {
    return walk.read(commit, at.path()).flatMap(content -> FileFormat.read(at, content));
  }

  /** The message without subject and trailers, which are its last paragraph. */
  private static String description(CommitInfo commit) {
    int trailers = commit.trailers().isEmpty() ? -1 : commit.body().lastIndexOf("\n\n");
    return trailers < 0 ? "" : commit.body().substring(0, trailers).strip();
  }

  private static String title(CommitInfo commit) {
    return commit.subject().replaceFirst("^Merge change [0-9]+: ", "");
  }
}
