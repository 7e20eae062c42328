package io.sluice.rollout.serving;

import io.sluice.rollout.split.Arm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What {@code ./sluice bench serve} compares fetches with: the same server sending the body of one
 * prompt to anybody, before everything else looks at the request. Only there when a benchmark asks
 * for it at the start.
 */
@ApplicationScoped
public class BareRoute {
  private static final Logger LOG = Logger.getLogger(BareRoute.class);
  private static final int BEFORE_ALL_FILTERS = -10_000;
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final Snapshots snapshots;
  private final boolean wanted;
  private volatile Buffer body = Buffer.buffer();

  @Inject
  BareRoute(
      Snapshots snapshots,
      @ConfigProperty(name = "sluice.bench.route", defaultValue = "false") boolean wanted) {
    this.snapshots = snapshots;
    this.wanted = wanted;
  }

  void register(@Observes Router router) {
    if (wanted) {
      LOG.warn("sluice.bench.route is set: /bench/bare serves a prompt to anybody");
      router.get("/bench/bare").order(BEFORE_ALL_FILTERS).handler(this::answer);
    }
  }

  private void answer(RoutingContext context) {
    if (body.length() == 0) {
      snapshots
          .current()
          .allRoutes()
          .findFirst()
          .ifPresent(route -> body = Buffer.buffer(route.stable().answer(Arm.STABLE).body()));
    }
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
  }
}
