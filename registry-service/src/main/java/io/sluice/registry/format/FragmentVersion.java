package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a prompt that another may include.
 *
 * @param commit the commit of main that made it
 * @param entry its entry, with its own fragments put in
 * @param uses the fragments inside it, at any depth
 * @param archived true when the prompt is archived by now
 */
public record FragmentVersion(
    String id,
    int version,
    String commit,
    JsonNode entry,
    List<FragmentUse> uses,
    boolean archived) {

  /**
   * A version that may be included.
   *
   * @param composition how it was put together, or null
   */
  public static FragmentVersion of(
      String id, int version, String commit, JsonNode entry, @Nullable Composition composition) {
    return new FragmentVersion(
        id, version, commit, entry, composition == null ? List.of() : composition.uses(), false);
  }

  /** The same, as it was before it was archived. */
  public FragmentVersion unarchived() {
    return new FragmentVersion(id, version, commit, entry, uses, false);
  }

  /** {@code id@version} */
  public String key() {
    return id + "@" + version;
  }

  /** Finds versions by id and number. */
  public interface Source {
    /** The answer to "which version is this?". */
    sealed interface Answer {
      record Found(FragmentVersion version) implements Answer {}

      /**
       * @param latest the newest version of that prompt
       */
      record NoSuchVersion(int latest) implements Answer {}

      record NoSuchPrompt() implements Answer {}
    }

    Answer find(String id, int version);
  }
}
