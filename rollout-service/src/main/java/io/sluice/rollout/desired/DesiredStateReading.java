package io.sluice.rollout.desired;

import io.sluice.rollout.registry.DesiredState;
import io.sluice.rollout.version.VersionKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of an environment's desired state, page after page. Main may move between two pages:
 * each prompt is then as main wanted it at the first page's commit or later, and the next reading
 * starts at that commit. For one pass, whose steps follow one another.
 */
final class DesiredStateReading {
  private final Followed start;
  private final Set<VersionKey> refused = new HashSet<>();
  private final Set<String> prompts = new HashSet<>();
  private @Nullable DesiredState first;
  private @Nullable String tag;
  private @Nullable String cursor;
  private boolean done;

  DesiredStateReading(Followed start) {
    this.start = start;
  }

  /** The ETag that makes an answer say that nothing changed; only for the first page. */
  @Nullable String knownTag() {
    return first == null ? start.tag() : null;
  }

  /** The commit after which something must have changed to be read; null for everything. */
  @Nullable String since() {
    return start.commit();
  }

  @Nullable String cursor() {
    return cursor;
  }

  boolean isDone() {
    return done;
  }

  /** Nothing has changed. */
  void unchanged() {
    done = true;
  }

  /**
   * Takes a page whose prompts have been converged.
   *
   * @param notAgreed versions on it that are refused
   */
  void took(DesiredState page, @Nullable String pageTag, Set<VersionKey> notAgreed) {
    if (first == null) {
      first = page;
      tag = pageTag;
    }
    page.prompts().forEach(prompt -> prompts.add(prompt.prompt()));
    refused.addAll(notAgreed);
    cursor = page.nextCursor();
    done = cursor == null;
  }

  /** The first page, whose commit and notices the reading stands for; null when nothing changed. */
  @Nullable DesiredState first() {
    return first;
  }

  /** What is known after it. */
  Followed end(Instant now) {
    DesiredState read = first;
    if (read == null) {
      return start;
    }
    boolean all = read.since() == null;
    if (!all) {
      start.refused().stream()
          .filter(version -> !prompts.contains(version.prompt()))
          .forEach(refused::add);
    }
    return new Followed(
        tag == null ? null : read.commit(),
        tag,
        all ? now : start.readAllAt(),
        List.copyOf(refused));
  }
}
