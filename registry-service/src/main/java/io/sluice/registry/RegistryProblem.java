package io.sluice.registry;

import io.sluice.kit.problem.ProblemType;

/** Every way in which the registry-service says no, beside the common ones. */
public enum RegistryProblem implements ProblemType {
  UNKNOWN_PROMPT("unknown-prompt", 404, "No such prompt"),
  UNKNOWN_VERSION("unknown-version", 404, "No such version"),
  UNKNOWN_ENVIRONMENT("unknown-environment", 404, "No such environment"),
  UNKNOWN_BRANCH("unknown-branch", 404, "No such change branch"),
  UNKNOWN_PRICE("unknown-price", 404, "No such price"),
  NOT_MERGED("not-merged", 404, "That change is not on main"),
  BRANCH_MOVED("branch-moved", 409, "The branch is not where you saw it"),
  MAIN_MOVED("main-moved", 409, "Main is not where you saw it"),
  SUPERSEDED("superseded", 409, "The environment runs another version by now"),
  FORMAT_BROKEN("format-broken", 422, "Files break the format"),
  ATTESTATION_REFUSED("attestation-refused", 422, "The attestation cannot be believed"),
  MERGE_REFUSED("merge-refused", 422, "The attestation does not cover this merge"),
  ROLLBACK_REFUSED("rollback-refused", 422, "That version cannot be rolled back to"),
  PUSH_TOO_SLOW("push-too-slow", 408, "The push took too long"),
  PUSH_TOO_LARGE("push-too-large", 413, "The push is too large"),
  IMPORT_TOO_LARGE("import-too-large", 422, "The import is too large for one change"),
  IMPORT_BRANCH_EDITED("import-branch-edited", 409, "The import's branch has been edited since"),
  INDEX_BUSY("index-busy", 409, "Another job of the index is running"),
  TOO_MANY_PUSHES("too-many-pushes", 429, "Too many pushes at once"),
  GIT_REMOTE_UNAVAILABLE(
      "git-remote-unavailable", 503, "The external Git server does not do its part"),
  INDEX_BEHIND("index-behind", 503, "The index has not caught up with Git yet");

  private final String slug;
  private final int status;
  private final String title;

  RegistryProblem(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  @Override
  public String slug() {
    return slug;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
