package io.sluice.rollout.version;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the replica that answers refuses to serve. */
@Path("/v1/refusals")
public class RefusalResource {
  private final Refusals refusals;

  @Inject
  RefusalResource(Refusals refusals) {
    this.refusals = refusals;
  }

  /** All current refusals; empty when everything that should be served may be. */
  @GET
  @NonBlocking
  @RolesAllowed({Roles.OPERATOR, Roles.ENGINEER, Roles.REVIEWER})
  public Page<RefusalView> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit);
    int from = offset(Page.key(cursor));
    List<Refusal> rest = refusals.current().stream().skip(from).limit(size + 1L).toList();
    return Page.of(rest, size, r -> String.valueOf(from + size), RefusalView::of);
  }

  private static int offset(@Nullable String key) {
    return key != null && key.matches("[0-9]{1,6}") ? Integer.parseInt(key) : 0;
  }
}
