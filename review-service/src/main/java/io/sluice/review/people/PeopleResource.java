package io.sluice.review.people;

import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What people may do here, and taking it away. */
@Path("/v1/people/{subject}")
@Produces(MediaType.APPLICATION_JSON)
public class PeopleResource {
  private static final String ROLE = "engineer|reviewer|operator";
  private static final String TEAM = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  private final PeopleService people;
  private final Callers callers;

  @Inject
  PeopleResource(PeopleService people, Callers callers) {
    this.people = people;
    this.callers = callers;
  }

  @GET
  @RolesAllowed(Roles.OPERATOR)
  public Uni<PersonView> get(@PathParam("subject") @Size(max = 200) String subject) {
    return people.get(subject).map(PersonView::of);
  }

  /** Withdraws a role: whatever rests on it stops counting, from the next decision on. */
  @DELETE
  @Path("/roles/{role}")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<PersonView> withdrawRole(
      @PathParam("subject") @Size(max = 200) String subject,
      @PathParam("role") @Pattern(regexp = ROLE, message = "a role is " + ROLE) String role) {
    return people
        .withdraw(subject, new Right(Right.Kind.ROLE, role), callers.current())
        .map(PersonView::of);
  }

  /** Gives a withdrawn role back, as far as the person's token states it. */
  @PUT
  @Path("/roles/{role}")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<PersonView> restoreRole(
      @PathParam("subject") @Size(max = 200) String subject,
      @PathParam("role") @Pattern(regexp = ROLE, message = "a role is " + ROLE) String role) {
    return people
        .restore(subject, new Right(Right.Kind.ROLE, role), callers.current())
        .map(PersonView::of);
  }

  /** Takes somebody out of a team, from the next decision on. */
  @DELETE
  @Path("/teams/{team}")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<PersonView> withdrawTeam(
      @PathParam("subject") @Size(max = 200) String subject,
      @PathParam("team") @Pattern(regexp = TEAM, message = "no team has such a name") String team) {
    return people
        .withdraw(subject, new Right(Right.Kind.TEAM, team), callers.current())
        .map(PersonView::of);
  }

  /** Lets somebody back into a team, as far as their token states it. */
  @PUT
  @Path("/teams/{team}")
  @RolesAllowed(Roles.OPERATOR)
  public Uni<PersonView> restoreTeam(
      @PathParam("subject") @Size(max = 200) String subject,
      @PathParam("team") @Pattern(regexp = TEAM, message = "no team has such a name") String team) {
    return people
        .restore(subject, new Right(Right.Kind.TEAM, team), callers.current())
        .map(PersonView::of);
  }
}
