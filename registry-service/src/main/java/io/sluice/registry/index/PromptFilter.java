package io.sluice.registry.index;

import io.sluice.registry.format.Lifecycle;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries to list; an empty text matches everything.
 *
 * @param text words to search for, in the syntax of {@link SearchQuery}
 * @param environment a version runs there
 * @param labels it has all of them
 * @param lifecycles it is in one of them
 * @param reviewedBefore last reviewed before then, or never; null for whenever
 */
public record PromptFilter(
    String text,
    String team,
    String owner,
    String model,
    String environment,
    List<String> labels,
    Set<Lifecycle.State> lifecycles,
    @Nullable Instant reviewedBefore) {

  /** Whether the text only says what must not be there; such a list is not made. */
  public boolean onlyExcludes() {
    return SearchQuery.of(text).onlyExcludes();
  }
}
