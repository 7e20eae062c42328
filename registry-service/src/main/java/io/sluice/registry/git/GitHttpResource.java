package io.sluice.registry.git;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.security.Callers;
import io.sluice.kit.security.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jgit.util.io.LimitedInputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;
import org.jspecify.annotations.Nullable;

/** Git smart HTTP. A token travels as Bearer, or as the password of Basic with any user name. */
@Path("/git/prompts.git")
@Blocking
public class GitHttpResource {
  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";
  private static final int AFTER_THE_COMMON_LIMIT = 1;

  /** A list of what a client wants and has. */
  private static final long MAX_FETCH_BYTES = 4L * 1024 * 1024;

  private final GitFetch fetch;
  private final GitPush push;
  private final Callers callers;

  @Inject
  GitHttpResource(GitFetch fetch, GitPush push, Callers callers) {
    this.fetch = fetch;
    this.push = push;
    this.callers = callers;
  }

  /**
   * A push may send more than any other request: what is too much is read to its end, because only
   * then does git print the answer that says so.
   */
  void takeLongPushes(@Observes Filters filters) {
    filters.register(
        context -> {
          if (context.request().path().equals("/git/prompts.git/" + RECEIVE)) {
            context.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, GitPush.MAX_SENT_BYTES);
          }
          context.next();
        },
        AFTER_THE_COMMON_LIMIT);
  }

  @GET
  @Path("/info/refs")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @Operation(summary = "Refs, for git clone, fetch and push")
  public Response refs(
      @QueryParam("service") @DefaultValue("") String service,
      @HeaderParam("Git-Protocol") @Nullable String protocol)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (UPLOAD.equals(service)) {
      fetch.advertise(protocol, out);
    } else if (RECEIVE.equals(service)) {
      requireEngineer();
      push.advertise(out);
    } else {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "Only Git's smart protocol is served; use git 1.6.6 or newer.");
    }
    return answer(service, "advertisement").entity(out.toByteArray()).build();
  }

  @POST
  @Path("/" + UPLOAD)
  @Consumes("application/x-git-upload-pack-request")
  @RolesAllowed({Roles.ENGINEER, Roles.REVIEWER, Roles.OPERATOR})
  @Operation(summary = "Objects, for git clone and fetch")
  public Response upload(
      @HeaderParam("Git-Protocol") @Nullable String protocol,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding,
      InputStream body)
      throws IOException {
    InputStream in = decoded(encoding, body, MAX_FETCH_BYTES);
    StreamingOutput objects = out -> fetch.serve(protocol, in, out);
    return answer(UPLOAD, "result").entity(objects).build();
  }

  @POST
  @Path("/" + RECEIVE)
  @Consumes("application/x-git-receive-pack-request")
  @RolesAllowed(Roles.ENGINEER)
  @Operation(summary = "Takes a git push to a change branch")
  public Response receive(
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String encoding, InputStream body)
      throws IOException {
    byte[] report = push.receive(decoded(encoding, body, Long.MAX_VALUE), callers.subject());
    return answer(RECEIVE, "result").entity(report).build();
  }

  /** Git asks for a password only when it is challenged with Basic. */
  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  public Response challenge(SecurityException e) {
    return Response.status(Response.Status.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Sluice\", charset=\"UTF-8\"")
        .type("text/plain")
        .entity("Use a Sluice token as the password (any user name).\n")
        .build();
  }

  private void requireEngineer() {
    if (!callers.current().roles().contains(Roles.ENGINEER)) {
      throw new ProblemException(
          CommonProblem.FORBIDDEN, "Pushing needs the role 'engineer'; your token lacks it.");
    }
  }

  private static InputStream decoded(@Nullable String encoding, InputStream body, long maxBytes)
      throws IOException {
    boolean gzip = "gzip".equalsIgnoreCase(encoding) || "x-gzip".equalsIgnoreCase(encoding);
    try {
      return gzip ? new Inflated(body, maxBytes) : body;
    } catch (ZipException | EOFException e) {
      throw Inflated.malformed();
    }
  }

  /** A compressed body may say little and mean much. */
  private static final class Inflated extends LimitedInputStream {
    Inflated(InputStream body, long maxBytes) throws IOException {
      super(new GZIPInputStream(body), maxBytes);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      try {
        return super.read(into, from, length);
      } catch (ZipException e) {
        throw malformed();
      }
    }

    @Override
    protected void limitExceeded() {
      throw new ProblemException(
          CommonProblem.TOO_LARGE, "The request inflates to more than " + limit + " bytes.");
    }

    static ProblemException malformed() {
      return new ProblemException(
          CommonProblem.MALFORMED_REQUEST,
          "The body is not the gzip that 'Content-Encoding' says it is; send it as it is.");
    }
  }

  private static Response.ResponseBuilder answer(String service, String kind) {
    return Response.ok()
        .type("application/x-" + service + "-" + kind)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache, max-age=0, must-revalidate");
  }
}
