package io.sluice.review.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The audit log, for those who answer for it. */
@Path("/v1/audit")
@RolesAllowed({Roles.OPERATOR, Roles.REVIEWER})
public class AuditResource {
  /** One JSON text on each line. */
  static final String NDJSON = "application/x-ndjson";

  private static final int MAX_LINES = 1_000;

  private final AuditService audit;
  private final ObjectMapper json;

  @Inject
  AuditResource(AuditService audit, ObjectMapper json) {
    this.audit = audit;
    this.json = json;
  }

  @GET
  @Produces(NDJSON)
  @Operation(
      summary = "The audit log, a line for each entry",
      description =
          "Ask again with 'since' as the last line's sequence until nothing comes. './sluice"
              + " verify --audit FILE' checks what was saved, without any service.")
  public Uni<String> export(
      @QueryParam("since") @DefaultValue("0") @Min(0) long since,
      @QueryParam("limit") @DefaultValue("1000") @Min(1) @Max(MAX_LINES) int limit) {
    return audit
        .page(since, limit)
        .map(links -> links.stream().map(this::line).collect(Collectors.joining()));
  }

  private String line(AuditLink link) {
    try {
      return json.writeValueAsString(link) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A link can be written as JSON", e);
    }
  }

  @GET
  @Path("/verification")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Whether the log is whole, and every decision in the database is in it")
  public Uni<AuditVerificationView> verification() {
    return audit.verification();
  }
}
