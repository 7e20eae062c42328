package io.sluice.registry.git;

import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** Names that change branches may have: one rule for pushes and for HTTP. */
public final class BranchNames {
  private static final Pattern CHANGE = Pattern.compile("changes/[a-z0-9._/-]{1,100}");

  private BranchNames() {}

  /**
   * Whether a branch may be named so.
   *
   * @param branch without {@code refs/heads/}
   */
  public static boolean isChange(String branch) {
    // A folder named like a lock would stand where the lock of another branch must be made; Git
    // itself refuses it, JGit only at the end of the name.
    return CHANGE.matcher(branch).matches()
        && !branch.contains(".lock/")
        && Repository.isValidRefName(Constants.R_HEADS + branch);
  }
}
