package io.sluice.rollout.serving;

import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import org.jspecify.annotations.Nullable;

/** The version that a subject gets. It counts, and has a token, once it is decided. */
public final class Assignment implements Evaluation {
  private final Route route;
  private final Arm arm;
  private final @Nullable Unit unit;
  private final @Nullable PromptNotice deprecated;

  Assignment(Route route, Arm arm, @Nullable Unit unit, @Nullable PromptNotice deprecated) {
    this.route = route;
    this.arm = arm;
    this.unit = unit;
    this.deprecated = deprecated;
  }

  Route route() {
    return route;
  }

  @Nullable Unit unit() {
    return unit;
  }

  ServableVersion served() {
    return route.version(arm);
  }

  public Arm arm() {
    return arm;
  }

  public int version() {
    return served().key().version();
  }

  public String digest() {
    return served().digest();
  }

  /** The parts of the version that an app needs, as a JSON object. */
  public String content() {
    return served().content();
  }

  /** Number of the rollout that compares two versions; 0 when there is only one. */
  public long rollout() {
    return route.rollout();
  }

  /** Stage of that rollout, counted from 1; 0 when there is only one version. */
  public int stage() {
    return route.stage();
  }

  /** What callers should know of the prompt; null when all is well. */
  public @Nullable PromptNotice deprecated() {
    return deprecated;
  }
}
