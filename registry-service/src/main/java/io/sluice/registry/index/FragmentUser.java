package io.sluice.registry.index;

import io.sluice.registry.format.FragmentUse;
import java.util.List;

/**
 * A version that has a fragment inside.
 *
 * @param uses the fragment's versions that are inside; more than one when it is there twice
 */
public record FragmentUser(String prompt, int version, List<FragmentUse> uses) {
  /** {@code prompt@version} */
  public String key() {
    return prompt + "@" + version;
  }
}
