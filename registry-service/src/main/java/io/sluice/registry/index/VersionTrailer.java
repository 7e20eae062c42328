package io.sluice.registry.index;

import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.CommitInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** A {@code Prompt-Version: <id>@<n> sha256:<digest>} trailer of a merge. */
record VersionTrailer(String prompt, int number, String digest) {
  private static final Logger LOG = Logger.getLogger(VersionTrailer.class);
  private static final Pattern TRAILER =
      Pattern.compile("(" + RepositoryPath.ID + ")@([1-9][0-9]{0,8}) (sha256:[0-9a-f]{64})");

  /** Those of a commit; a malformed one is logged and left out. */
  static List<VersionTrailer> of(CommitInfo commit) {
    List<VersionTrailer> versions = new ArrayList<>();
    for (String trailer : commit.trailer(CommitReader.PROMPT_VERSION)) {
      Matcher matcher = TRAILER.matcher(trailer);
      if (matcher.matches()) {
        versions.add(
            new VersionTrailer(
                matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3)));
      } else {
        LOG.errorf("Commit %s has a trailer that is none: %s", commit.id(), trailer);
      }
    }
    return versions;
  }
}
