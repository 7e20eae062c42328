package io.sluice.registry.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.registry.format.Policy;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.ChangedFile;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.MainWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some first parents in a row, and which files each of them changed.
 *
 * <p>A merge and a rollback say in their message and attestation what they change. Where that
 * accounts for everything that differs between the two ends of the run, only the trees at its two
 * ends are read, and each file where its last change left it: with 10,000 prompts in one folder,
 * the trees of every commit would be nearly all of the work. Otherwise each commit is compared with
 * its parent. What is read is the same either way.
 */
final class CommitRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the policy at a commit. */
  @FunctionalInterface
  interface PolicyReader {
    Policy at(String commit) throws IOException;
  }

  private record Place(CommitInfo commit, @Nullable String attestation, Set<String> said) {}

  private final @Nullable String after;
  private final List<Place> places;
  private final Map<String, NavigableSet<Integer>> changes = new HashMap<>();
  private final boolean accountedFor;
  private @Nullable Policy policy;

  private CommitRun(@Nullable String after, List<Place> places, boolean accountedFor) {
    this.after = after;
    this.places = places;
    this.accountedFor = accountedFor;
    for (int i = 0; i < places.size(); i++) {
      for (String path : places.get(i).said()) {
        changes.computeIfAbsent(path, any -> new TreeSet<>()).add(i);
      }
    }
  }

  /**
   * Looks at commits; see {@link CommitReader#read}.
   *
   * @param maxVersions the run ends before the commit with which its versions would be more; it has
   *     one commit at least
   */
  static CommitRun read(MainWalk walk, @Nullable String after, List<String> ids, int maxVersions)
      throws IOException {
    List<Place> places = new ArrayList<>();
    int versions = 0;
    for (String id : ids) {
      CommitInfo commit = walk.commit(id);
      versions += VersionTrailer.of(commit).size();
      if (versions > maxVersions && !places.isEmpty()) {
        break;
      }
      String attestation =
          commit.trailer(CommitReader.CHANGE).isEmpty() ? null : walk.attestation(id).orElse(null);
      places.add(new Place(commit, attestation, said(commit, attestation)));
    }
    CommitRun run = new CommitRun(after, places, true);
    for (ChangedFile file : walk.changedFiles(after, places.getLast().commit().id())) {
      if (!run.changes.containsKey(file.path())) {
        return compared(walk, after, places);
      }
    }
    return run;
  }

  private static CommitRun compared(MainWalk walk, @Nullable String after, List<Place> places)
      throws IOException {
    List<Place> compared = new ArrayList<>();
    for (Place place : places) {
      Set<String> changed = new LinkedHashSet<>();
      for (ChangedFile file : walk.changedFiles(place.commit().parent(), place.commit().id())) {
        changed.add(file.path());
      }
      compared.add(new Place(place.commit(), place.attestation(), changed));
    }
    return new CommitRun(after, compared, false);
  }

  int size() {
    return places.size();
  }

  CommitInfo commit(int i) {
    return places.get(i).commit();
  }

  @Nullable String attestation(int i) {
    return places.get(i).attestation();
  }

  List<VersionTrailer> versions(int i) {
    return VersionTrailer.of(commit(i));
  }

  @Nullable Integer change(int i) {
    return commit(i).trailer(CommitReader.CHANGE).stream()
        .filter(value -> value.matches("[1-9][0-9]{0,8}"))
        .map(Integer::valueOf)
        .findFirst()
        .orElse(null);
  }

  /** Paths that a commit changed, if {@link #isChange} says so too. */
  Set<String> said(int i) {
    return places.get(i).said();
  }

  /** True when a file that a commit says it changed is not what it was before. */
  boolean isChange(MainWalk walk, int i, String path) throws IOException {
    if (!accountedFor) {
      return true;
    }
    Integer previous = changes.getOrDefault(path, new TreeSet<>()).lower(i);
    String before = previous == null ? after : commit(previous).id();
    return before == null
        || !walk.blobAt(before, path).equals(walk.blobAt(whereToRead(i, path), path));
  }

  /** A commit at which a file is as it was at the given one, and whose tree is at hand. */
  String whereToRead(int i, String path) {
    NavigableSet<Integer> at = changes.get(path);
    boolean changesLater = at != null && at.higher(i) != null;
    return commit(accountedFor && !changesLater ? places.size() - 1 : i).id();
  }

  /** The policy at a commit. */
  Policy policy(int i, PolicyReader reader) throws IOException {
    Policy known = policy;
    if (!accountedFor || known == null) {
      known = reader.at(whereToRead(i, RepositoryPath.POLICY_PATH));
      policy = known;
    }
    return known;
  }

  /** Paths that a commit says it changes. */
  private static Set<String> said(CommitInfo commit, @Nullable String attestation) {
    Set<String> paths = new LinkedHashSet<>();
    for (VersionTrailer version : VersionTrailer.of(commit)) {
      paths.add(new RepositoryPath.Prompt(version.prompt()).path());
      paths.add(new RepositoryPath.Tests(version.prompt()).path());
    }
    if (attestation != null) {
      for (JsonNode promotion : payload(attestation).path("promotions")) {
        paths.add(
            environment(promotion.path("environment").asText(), promotion.path("prompt").asText()));
      }
    }
    for (String rollback : commit.trailer("Rollback")) {
      String[] words = rollback.split(" ", -1);
      if (words.length > 1) {
        paths.add(environment(words[0], words[1]));
      }
    }
    return paths;
  }

  private static String environment(String environment, String prompt) {
    return new RepositoryPath.Environment(environment, prompt).path();
  }

  /** What an attestation states; whether it is believed is decided elsewhere, where it counts. */
  private static JsonNode payload(String attestation) {
    try {
      String approval = SignedApproval.unverified(attestation).orElse(null);
      return approval == null ? JSON.missingNode() : JSON.readTree(approval);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
