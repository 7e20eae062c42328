package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.util.List;

/** A branch of the external Git server that breaks a rule and was not let in. */
public record RefusedBranch(String branch, String head, List<Finding> findings) {
  public RefusedBranch {
    findings = List.copyOf(findings);
  }
}
