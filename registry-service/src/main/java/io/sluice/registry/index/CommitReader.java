package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.git.ChangedFile;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.index.IndexedCommit.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads commits of main, and the content of prompts at them. Every method blocks. */
@ApplicationScoped
public class CommitReader {
  /** Trailers that merges write and the index reads. */
  public static final String PROMPT_VERSION = "Prompt-Version";

  public static final String CHANGE = "Change";
  public static final String APPROVED_BY = "Approved-by";

  private static final Logger LOG = Logger.getLogger(CommitReader.class);
  private static final Pattern VERSION_TRAILER =
      Pattern.compile("(" + RepositoryPath.ID + ")@([1-9][0-9]{0,8}) (sha256:[0-9a-f]{64})");

  private final GitReader git;

  @Inject
  public CommitReader(GitReader git) {
    this.git = git;
  }

  IndexedCommit read(CommitInfo commit, long position) throws IOException {
    Integer change = change(commit);
    return new IndexedCommit(
        commit,
        position,
        change,
        change == null ? null : git.attestation(commit.id()).orElse(null),
        versions(commit, change),
        runs(commit));
  }

  /** The content of a prompt at a commit; empty when it is not there or cannot be read. */
  public Optional<VersionContent> content(String commit, String id) throws IOException {
    Optional<JsonNode> prompt = json(commit, new RepositoryPath.Prompt(id));
    if (prompt.isEmpty()) {
      return Optional.empty();
    }
    @Nullable JsonNode tests = json(commit, new RepositoryPath.Tests(id)).orElse(null);
    return Optional.of(new VersionContent(prompt.get(), tests));
  }

  /** The policy at a commit. */
  public Policy policy(String commit) throws IOException {
    return new Policy(
        json(commit, new RepositoryPath.Policy()).orElse(JsonNodeFactory.instance.objectNode()));
  }

  /** An environment file at a commit. */
  public Optional<EnvironmentFile> environmentFile(String commit, String environment, String id)
      throws IOException {
    return json(commit, new RepositoryPath.Environment(environment, id)).map(EnvironmentFile::of);
  }

  private Optional<JsonNode> json(String commit, RepositoryPath at) throws IOException {
    Optional<byte[]> bytes = git.read(commit, at.path());
    return bytes.flatMap(content -> Optional.ofNullable(FileFormat.check(at, content).json()));
  }

  private List<PromptVersion> versions(CommitInfo commit, @Nullable Integer change)
      throws IOException {
    List<PromptVersion> versions = new ArrayList<>();
    for (String trailer : commit.trailer(PROMPT_VERSION)) {
      Matcher matcher = VERSION_TRAILER.matcher(trailer);
      if (!matcher.matches()) {
        LOG.errorf("Commit %s has a trailer that is none: %s", commit.id(), trailer);
        continue;
      }
      String id = matcher.group(1);
      Optional<VersionContent> content = content(commit.id(), id);
      if (content.isEmpty() || !content.get().digest().equals(matcher.group(3))) {
        LOG.errorf(
            "Commit %s names %s but its content has another digest; this version is left out",
            commit.id(), trailer);
        continue;
      }
      versions.add(
          new PromptVersion(
              id,
              Integer.parseInt(matcher.group(2)),
              matcher.group(3),
              content.get().attested(),
              content.get().tests(),
              commit.id(),
              change,
              title(commit),
              description(commit),
              commit.author(),
              commit.trailer(APPROVED_BY),
              commit.at()));
    }
    return versions;
  }

  private List<Runs> runs(CommitInfo commit) throws IOException {
    List<Runs> runs = new ArrayList<>();
    Policy policy = policy(commit.id());
    for (ChangedFile file : git.changedFiles(commit.parent(), commit.id())) {
      if (file.newBlob() != null
          && RepositoryPath.of(file.path()).orElse(null)
              instanceof RepositoryPath.Environment(String environment, String id)) {
        environmentFile(commit.id(), environment, id)
            .filter(read -> read.version() != null)
            .ifPresent(
                read ->
                    runs.add(
                        new Runs(environment, read, policy.plan(environment, read.rollout()))));
      }
    }
    return runs;
  }

  private static @Nullable Integer change(CommitInfo commit) {
    return commit.trailer(CHANGE).stream()
        .filter(value -> value.matches("[1-9][0-9]{0,8}"))
        .map(Integer::valueOf)
        .findFirst()
        .orElse(null);
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
