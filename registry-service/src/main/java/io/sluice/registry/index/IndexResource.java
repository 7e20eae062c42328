package io.sluice.registry.index;

import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.index.IndexJob.Kind;
import io.sluice.registry.index.IndexStore.Marker;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The index as its operators see it. */
@Path("/v1/index")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
public class IndexResource {
  private final IndexJobService jobs;
  private final IndexJobStore record;
  private final IndexReconciler reconciler;
  private final IndexStore index;
  private final GitReader git;
  private final GitWork work;
  private final Callers callers;

  @Inject
  IndexResource(
      IndexJobService jobs,
      IndexJobStore record,
      IndexReconciler reconciler,
      IndexStore index,
      GitReader git,
      GitWork work,
      Callers callers) {
    this.jobs = jobs;
    this.record = record;
    this.reconciler = reconciler;
    this.index = index;
    this.git = git;
    this.work = work;
    this.callers = callers;
  }

  @GET
  @Operation(summary = "How far the index is, and the last rebuild and check of it")
  public Uni<IndexView> status() {
    return index.marker().chain(marker -> record.last().chain(job -> view(marker, job)));
  }

  @POST
  @Path("/rebuild")
  @Operation(summary = "Reads all of main anew beside the live index, then puts it in its place")
  @APIResponse(
      responseCode = "202",
      description = "Running; GET /v1/index tells how it goes",
      content = @Content(schema = @Schema(implementation = IndexView.class)))
  @APIResponse(responseCode = "409", description = "The other job runs; wait for it")
  public Uni<Response> rebuild() {
    return start(Kind.REBUILD);
  }

  @POST
  @Path("/check")
  @Operation(summary = "Reads all of main anew and compares the live index with it, row by row")
  @APIResponse(
      responseCode = "202",
      description = "Running; GET /v1/index tells how it goes",
      content = @Content(schema = @Schema(implementation = IndexView.class)))
  @APIResponse(responseCode = "409", description = "The other job runs; wait for it")
  public Uni<Response> check() {
    return start(Kind.CHECK);
  }

  private Uni<Response> start(Kind kind) {
    return jobs.start(kind, callers.subject())
        .chain(this::status)
        .invoke(view -> requireIsRun(kind, view))
        .map(view -> Response.accepted(view).header(HttpHeaders.LOCATION, "/v1/index").build());
  }

  /** One job runs at a time: asking for the same again joins it, asking for the other cannot. */
  private static void requireIsRun(Kind kind, IndexView view) {
    IndexView.Job job = view.job();
    if (job != null && !job.kind().equals(kind.name().toLowerCase(Locale.ROOT))) {
      throw new ProblemException(
          RegistryProblem.INDEX_BUSY,
          "A "
              + job.kind()
              + " of the index is running; wait until GET /v1/index says that it is"
              + " done, then ask again.");
    }
  }

  private Uni<IndexView> view(Optional<Marker> marker, Optional<IndexJob> job) {
    String at = marker.map(Marker::commit).orElse(null);
    ReconcileLoop.Status loop = reconciler.status();
    return work.run(
        () -> {
          String head = git.mainHead();
          return new IndexView(
              at,
              head,
              git.firstParents(at, head).map(missing -> missing.size()).orElse(null),
              reconciler.lag().toSeconds(),
              loop.lastSuccess(),
              loop.lastError(),
              job.map(IndexView.Job::of).orElse(null),
              job.map(IndexView.Check::of).orElse(null));
        });
  }
}
