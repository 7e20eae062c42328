package io.sluice.review.notification;

import io.sluice.kit.http.Page;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Roles;
import io.sluice.review.Cursor;
import io.sluice.review.notification.DeliveryRow.State;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Who was told what, and what could not be told. */
@Path("/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
public class NotificationResource {
  private final NotificationService notifications;

  @Inject
  NotificationResource(NotificationService notifications) {
    this.notifications = notifications;
  }

  @GET
  @Operation(summary = "Deliveries, newest first; 'state' is pending, delivered or dead")
  public Uni<Page<DeliveryView>> list(
      @QueryParam("state") @Size(max = 20) @Nullable String state,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Size(max = 1_000) @Nullable String cursor) {
    return notifications.page(
        state == null ? null : state(state),
        Cursor.number(cursor, Long.MAX_VALUE),
        Page.limit(limit));
  }

  @POST
  @Path("/{id}/redelivery")
  @Operation(summary = "Delivers once more what was delivered or is dead, from the first attempt")
  public Uni<Void> again(@PathParam("id") long id) {
    return notifications.again(id);
  }

  private static State state(String name) {
    return Arrays.stream(State.values())
        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    CommonProblem.INVALID_REQUEST,
                    "'state' is pending, delivered or dead, not '" + name + "'."));
  }
}
