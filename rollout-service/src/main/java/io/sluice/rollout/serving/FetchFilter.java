package io.sluice.rollout.serving;

import io.micrometer.core.instrument.Timer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.rollout.http.RequestTimes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The short way for fetches: a {@code GET} of an active version with a token that has just been
 * checked is answered before routing. Everything else goes on to {@link PromptResource}: first and
 * foreign tokens, other methods, unusual queries, whatever has no version. So there is nothing to
 * refuse here, and no second copy of a check or of an error.
 */
@Singleton
public class FetchFilter {
  /** After the guard of paths and sizes, before everything else. */
  private static final int EARLY = 900;

  private static final String PREFIX = "/v1/prompts/";
  private static final String SUFFIX = "/active";
  private static final String TEMPLATE = PREFIX + "{id}" + SUFFIX;
  private static final CharSequence JSON =
      HttpHeaders.createOptimized("application/json;charset=UTF-8");
  private static final CharSequence CACHING = HttpHeaders.createOptimized(PromptResource.CACHING);
  private static final CharSequence DECISION =
      HttpHeaders.createOptimized(PromptResource.DECISION_HEADER);
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final ServingService serving;
  private final VerifiedApps verified;
  private final Timer sent;
  private final Timer unchanged;

  @Inject
  FetchFilter(ServingService serving, VerifiedApps verified, RequestTimes times) {
    this.serving = serving;
    this.verified = verified;
    this.sent = times.timer("GET", TEMPLATE, OK);
    this.unchanged = times.timer("GET", TEMPLATE, NOT_MODIFIED);
  }

  void register(@Observes Filters filters) {
    filters.register(this::handle, EARLY);
  }

  private void handle(RoutingContext context) {
    long start = System.nanoTime();
    HttpServerRequest request = context.request();
    ServedPrompt served = HttpMethod.GET.equals(request.method()) ? served(request) : null;
    if (served == null) {
      context.next();
      return;
    }
    boolean known = served.isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    answer(request.response(), served, known);
    (known ? unchanged : sent).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  /** The answer, if this is a plain fetch of something that is live. */
  private @Nullable ServedPrompt served(HttpServerRequest request) {
    String prompt = prompt(request.path());
    if (prompt == null || !takesJson(request.getHeader(HttpHeaders.ACCEPT))) {
      return null;
    }
    String app = verified.app(request.getHeader(HttpHeaders.AUTHORIZATION));
    FetchQuery query = app == null ? null : FetchQuery.of(request.query());
    if (app == null || query == null) {
      return null;
    }
    return serving.evaluate(query.environment(), prompt, query.subject())
                instanceof Assignment assigned
            && assigned.deprecated() == null
        ? serving.serve(app, assigned)
        : null;
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

  private static void answer(HttpServerResponse response, ServedPrompt served, boolean known) {
    // Nothing was added yet, so there is nothing to replace.
    MultiMap headers =
        response
            .headers()
            .add(HttpHeaders.ETAG, served.etag())
            .add(HttpHeaders.CACHE_CONTROL, CACHING)
            .add(DECISION, served.decision());
    if (known) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      headers.add(HttpHeaders.CONTENT_TYPE, JSON);
      response.end(served.body());
    }
  }
}
