package io.sluice.review.obligation;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.sluice.review.breakglass.BrokenGlass;
import io.sluice.review.breakglass.BrokenGlassStore;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Every change that landed without the approvals that it needed. */
@Path("/v1/break-glass")
@Produces(MediaType.APPLICATION_JSON)
public class ObligationResource {
  private final BrokenGlassStore glasses;

  @Inject
  ObligationResource(BrokenGlassStore glasses) {
    this.glasses = glasses;
  }

  /** Newest first, settled or not. */
  @GET
  @Operation(summary = "Changes that landed by breaking the glass, and what became of each")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  public Uni<Page<BrokenGlass>> list(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Page.limit(limit);
    long below = Cursor.number(cursor, Long.MAX_VALUE);
    return Panache.withSession(() -> glasses.page(below, size + 1))
        .map(
            found ->
                Page.of(found, size, glass -> Long.toString(glass.change()), Function.identity()));
  }
}
