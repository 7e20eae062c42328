package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import io.sluice.registry.format.HiddenCharacters;
import io.sluice.registry.format.SecretScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Looks for secrets in everything that a push would keep, not only in what its last commit shows: a
 * key that a later commit takes out again is still a leaked key.
 */
final class NewContent implements AutoCloseable {
  static final long MAX_BYTES = 16L * 1024 * 1024;

  private final ObjectReader reader;
  private final Set<ObjectId> seen = new HashSet<>();
  private long bytes;

  NewContent(Repository repository) {
    this.reader = repository.newObjectReader();
  }

  /** Findings in a version of a file that was not looked at before. */
  List<Finding> checkFile(RevCommit commit, String path, ObjectId blob) throws IOException {
    if (!seen.add(blob.copy())) {
      return List.of();
    }
    byte[] content = reader.open(blob, Constants.OBJ_BLOB).getBytes(PackScan.MAX_OBJECT_BYTES);
    bytes += content.length;
    if (bytes > MAX_BYTES) {
      return List.of(
          Finding.inFile(
              PackScan.PUSH,
              "history-too-large",
              "All versions of files in its commits together have more than "
                  + MAX_BYTES / (1024 * 1024)
                  + " MiB; squash the commits."));
    }
    return SecretScan.find(path, new String(content, StandardCharsets.UTF_8)).stream()
        .map(finding -> inCommit(commit, finding))
        .toList();
  }

  /** Findings in what a commit says of itself: it is shown to reviewers too. */
  List<Finding> checkMessage(RevCommit commit) {
    String place = "commit " + commit.abbreviate(10).name();
    String text = commit.getFullMessage();
    List<Finding> findings = new ArrayList<>(SecretScan.find(place, text));
    findings.addAll(HiddenCharacters.find(place, text));
    findings.addAll(HiddenCharacters.find(place, commit.getAuthorIdent().getName()));
    return findings;
  }

  /** True for a finding about a text, false for one about what is no text to look at. */
  static boolean isAboutText(Finding finding) {
    return finding.rule().equals("secret") || finding.rule().equals("hidden-character");
  }

  private static Finding inCommit(RevCommit commit, Finding finding) {
    return new Finding(
        finding.path(),
        finding.line(),
        finding.column(),
        finding.rule(),
        finding.message() + " It is in commit " + commit.abbreviate(10).name() + ".");
  }

  @Override
  public void close() {
    reader.close();
  }
}
