package io.sluice.rollout.decision;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One served call.
 *
 * @param nonce unique to this call
 * @param rollout number of the rollout that compares versions; 0 when nothing is compared
 * @param stage of that rollout, counted from 1; 0 when nothing is compared
 * @param servedAtMs milliseconds since the epoch
 * @param app subject of the token that fetched it
 * @param unit hash of the subject that it was served for; null without a subject
 */
public record Decision(
    UUID nonce,
    String environment,
    String prompt,
    int version,
    long rollout,
    int stage,
    Arm arm,
    long servedAtMs,
    String app,
    @Nullable Unit unit) {

  /** The one-second bucket that it counts in, in seconds since the epoch. */
  public long second() {
    return Math.floorDiv(servedAtMs, 1000L);
  }
}
