package io.sluice.rollout.http;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take: {@code http_server_requests}, as the other services have it from Quarkus.
 * Quarkus' own looks up the time series of each request by its labels, which costs a fetch more
 * than signing its decision does. Here fetches have theirs made beforehand, and only others are
 * looked up; and all go straight to the registry for Prometheus, without the composite in front of
 * it. What is refused before authentication is not timed.
 */
@Singleton
public class RequestTimes {
  /** After fetches were answered, before everything else. */
  private static final int EARLY = 890;

  private static final String NAME = "http.server.requests";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
  private static final int NOT_FOUND = 404;

  private final PrometheusMeterRegistry metrics;

  @Inject
  RequestTimes(PrometheusMeterRegistry metrics) {
    this.metrics = metrics;
  }

  /**
   * A time series.
   *
   * @param uri the template of a path, never a path itself
   */
  public Timer timer(String method, String uri, int status) {
    return Timer.builder(NAME)
        .description("HTTP server request processing time")
        .tag("method", METHODS.contains(method) ? method : "OTHER")
        .tag("uri", uri)
        .tag("status", Integer.toString(status))
        .tag("outcome", Outcome.forStatus(status).name())
        .register(metrics);
  }

  void register(@Observes Filters filters) {
    filters.register(this::time, EARLY);
  }

  private void time(RoutingContext context) {
    long start = System.nanoTime();
    context.addEndHandler(ended -> record(context, System.nanoTime() - start));
    context.next();
  }

  private void record(RoutingContext context, long nanos) {
    int status = context.response().getStatusCode();
    timer(context.request().method().name(), template(context, status), status)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What the resource's {@code @Path} says; the path that was asked for would be unbounded. */
  private static String template(RoutingContext context, int status) {
    String template =
        ((HttpServerRequestInternal) context.request()).context().getLocal("UrlPathTemplate");
    if (template != null) {
      return template.startsWith("/") ? template : "/" + template;
    }
    return status == NOT_FOUND ? "NOT_FOUND" : "UNKNOWN";
  }
}
