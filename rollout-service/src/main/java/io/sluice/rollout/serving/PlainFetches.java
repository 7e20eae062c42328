package io.sluice.rollout.serving;

import io.micrometer.core.instrument.Timer;
import io.sluice.rollout.http.RequestTimes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches about which nothing is out of the ordinary: a {@code GET} of something that is live and
 * not deprecated, with a plain query and a token that has just been checked. Whatever is not plain
 * is left to {@link PromptResource}: first and foreign tokens, unusual queries, what has no
 * version. So there is nothing to refuse here, and no second copy of a check or of an error.
 */
@Singleton
public class PlainFetches {
  private static final String PREFIX = "/v1/prompts/";
  private static final String SUFFIX = "/active";
  private static final String TEMPLATE = PREFIX + "{id}" + SUFFIX;

  private final ServingService serving;
  private final VerifiedApps verified;
  private final Timer sent;
  private final Timer unchanged;

  @Inject
  PlainFetches(ServingService serving, VerifiedApps verified, RequestTimes times) {
    this.serving = serving;
    this.verified = verified;
    this.sent = times.timer("GET", TEMPLATE, 200);
    this.unchanged = times.timer("GET", TEMPLATE, 304);
  }

  /**
   * The answer to a {@code GET}, which counts as a served call; null when it is not a plain fetch.
   *
   * @param query without the question mark
   * @param accept header {@code Accept}
   * @param authorization header {@code Authorization}
   */
  @Nullable ServedPrompt serve(
      String path,
      @Nullable String query,
      @Nullable String accept,
      @Nullable String authorization) {
    String prompt = prompt(path);
    if (prompt == null || !takesJson(accept)) {
      return null;
    }
    String app = verified.app(authorization);
    FetchQuery asked = app == null ? null : FetchQuery.of(query);
    if (app == null || asked == null) {
      return null;
    }
    return serving.evaluate(asked.environment(), prompt, asked.subject())
                instanceof Assignment assigned
            && assigned.deprecated() == null
        ? serving.serve(app, assigned)
        : null;
  }

  /**
   * Puts an answer into the metrics.
   *
   * @param known whether it was a 304
   * @param start of the request, of {@link System#nanoTime}
   */
  void time(boolean known, long start) {
    (known ? unchanged : sent).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  private static @Nullable String prompt(String path) {
    if (!path.endsWith(SUFFIX) || !path.startsWith(PREFIX)) {
      return null;
    }
    int end = path.length() - SUFFIX.length();
    boolean plain =
        end > PREFIX.length() && path.indexOf('/', PREFIX.length()) == end && path.indexOf('%') < 0;
    return plain ? path.substring(PREFIX.length(), end) : null;
  }

  private static boolean takesJson(@Nullable String accept) {
    return accept == null || accept.equals("*/*") || accept.equals("application/json");
  }
}
