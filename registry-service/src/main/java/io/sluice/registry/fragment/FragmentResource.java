package io.sluice.registry.fragment;

import io.sluice.kit.http.Page;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where a prompt is used as a fragment. */
@Path("/v1/prompts/{id}/uses")
@Produces(MediaType.APPLICATION_JSON)
public class FragmentResource {
  private final FragmentService fragments;

  @Inject
  FragmentResource(FragmentService fragments) {
    this.fragments = fragments;
  }

  @GET
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
  @Operation(summary = "Versions of other prompts that include this one, by prompt")
  public Uni<Page<UseView>> uses(
      @PathParam("id") String id,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return fragments.uses(id, Page.key(cursor), Page.limit(limit));
  }
}
