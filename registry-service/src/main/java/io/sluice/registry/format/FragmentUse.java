package io.sluice.registry.format;

/**
 * A fragment inside a version.
 *
 * @param fragment id of the included prompt
 * @param version its pinned version
 * @param commit the commit of main that made that version
 * @param depth 1 when the prompt names it itself, 2 when a fragment of it does, and so on
 */
public record FragmentUse(String fragment, int version, String commit, int depth) {
  /** {@code id@version} */
  public String key() {
    return fragment + "@" + version;
  }

  FragmentUse deeper() {
    return new FragmentUse(fragment, version, commit, depth + 1);
  }
}
