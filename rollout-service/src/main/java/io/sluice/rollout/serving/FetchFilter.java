package io.sluice.rollout.serving;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The short way for fetches: plain ones are answered before routing. Where more of them are to be
 * expected on the same connection, a {@link FetchChannel} has an even shorter way.
 */
@Singleton
public class FetchFilter {
  /** After the guard of paths and sizes, before everything else. */
  private static final int EARLY = 900;

  private final PlainFetches fetches;

  @Inject
  FetchFilter(PlainFetches fetches) {
    this.fetches = fetches;
  }

  void register(@Observes Filters filters) {
    filters.register(this::handle, EARLY);
  }

  private void handle(RoutingContext context) {
    long start = System.nanoTime();
    HttpServerRequest request = context.request();
    ServedPrompt served = HttpMethod.GET.equals(request.method()) ? serve(request) : null;
    if (served == null) {
      context.next();
      return;
    }
    FetchChannel.join(request, fetches);
    boolean known = served.answer().isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH));
    answer(request.response(), served, known);
    fetches.time(known, start);
  }

  private @Nullable ServedPrompt serve(HttpServerRequest request) {
    return fetches.serve(
        request.path(),
        request.query(),
        request.getHeader(HttpHeaders.ACCEPT),
        request.getHeader(HttpHeaders.AUTHORIZATION));
  }

  private static void answer(HttpServerResponse response, ServedPrompt served, boolean known) {
    PromptAnswer answer = served.answer();
    response
        .putHeader(HttpHeaders.ETAG, answer.etag())
        .putHeader(HttpHeaders.CACHE_CONTROL, PromptResource.CACHING)
        .putHeader(PromptResource.DECISION_HEADER, served.decision());
    if (known) {
      response.setStatusCode(304).end();
    } else {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, PromptAnswer.JSON)
          .end(Buffer.buffer(answer.body()));
    }
  }
}
