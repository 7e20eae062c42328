package io.sluice.rollout.ofrep;

import io.sluice.rollout.serving.Assignment;
import io.sluice.rollout.serving.Evaluation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Everything that a subject gets in an environment, before it counts as served.
 *
 * @param flags in the order of their keys
 */
record Bulk(Context context, List<Flag> flags) {
  private static final int ETAG_BYTES = 18;

  /** A prompt and what the subject gets of it. */
  record Flag(String key, Evaluation evaluation) {}

  /**
   * The same for the same app while every flag says the same and its decision counts in the same
   * place. It changes with the day too, so that a client which only ever hears 304 has decisions
   * that are young enough to report with. Weak: decisions of two such answers differ.
   *
   * @param day counted from 1970-01-01 in UTC
   */
  String etag(String app, long day) {
    StringBuilder text = new StringBuilder();
    text.append(app).append('\0').append(context.environment()).append('\0');
    text.append(context.targetingKey()).append('\0').append(day);
    for (Flag flag : flags) {
      text.append('\0').append(flag.key()).append('\0').append(state(flag.evaluation()));
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      String tag = Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, ETAG_BYTES));
      return "W/\"" + tag + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String state(Evaluation evaluation) {
    return switch (evaluation) {
      case Assignment e ->
          String.join(
              " ",
              Integer.toString(e.version()),
              e.digest(),
              Long.toString(e.rollout()),
              Integer.toString(e.stage()),
              e.arm().wireName(),
              String.valueOf(e.deprecated()));
      case Evaluation.Archived e -> e.notice().toString();
      case Evaluation.Quarantined e -> "quarantined";
      case Evaluation.NotLive e -> "not live";
      case Evaluation.NotYet e -> "not yet";
    };
  }
}
