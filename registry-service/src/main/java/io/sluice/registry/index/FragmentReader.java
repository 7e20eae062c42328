package io.sluice.registry.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.FragmentVersion;
import io.sluice.registry.format.FragmentVersion.Source.Answer;
import io.sluice.registry.format.Fragments;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.MainWalk;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts fragments into versions from Git alone: a merge commit's trailers name the commit of every
 * fragment that it resolved.
 */
final class FragmentReader {
  private static final Pattern TRAILER =
      Pattern.compile(
          "(%1$s) ((%1$s)@([1-9][0-9]{0,8})) ([0-9a-f]{40})".formatted(RepositoryPath.ID));

  /** Reads the entry of a prompt at a commit, tags and all. */
  interface Entries {
    Optional<JsonNode> entry(String commit, String id) throws IOException;
  }

  private final MainWalk walk;
  private final Entries entries;

  FragmentReader(MainWalk walk, Entries entries) {
    this.walk = walk;
    this.entries = entries;
  }

  /** An entry as the version that a merge commit made of it. */
  Fragments.Resolved resolve(String id, JsonNode entry, CommitInfo commit) throws IOException {
    return resolve(id, entry, commit, 0);
  }

  private Fragments.Resolved resolve(String id, JsonNode entry, CommitInfo commit, int depth)
      throws IOException {
    Map<String, Answer> answers = new HashMap<>();
    if (!Fragments.keys(entry).isEmpty()) {
      for (String trailer : commit.trailer(CommitReader.PROMPT_FRAGMENT)) {
        Matcher matcher = TRAILER.matcher(trailer);
        if (matcher.matches() && matcher.group(1).equals(id)) {
          read(
                  matcher.group(3),
                  Integer.parseInt(matcher.group(4)),
                  walk.commit(matcher.group(5)),
                  depth + 1)
              .ifPresent(found -> answers.put(found.key(), new Answer.Found(found)));
        }
      }
    }
    return Fragments.resolve(
        id,
        entry,
        (fragment, version) ->
            answers.getOrDefault(fragment + "@" + version, new Answer.NoSuchPrompt()));
  }

  private Optional<FragmentVersion> read(String id, int version, CommitInfo commit, int depth)
      throws IOException {
    Optional<JsonNode> entry = entries.entry(commit.id(), id);
    if (entry.isEmpty() || depth > Fragments.MAX_DEPTH) {
      return Optional.empty();
    }
    Fragments.Resolved resolved = resolve(id, entry.get(), commit, depth);
    return Optional.of(
        FragmentVersion.of(id, version, commit.id(), resolved.prompt(), resolved.composition()));
  }
}
