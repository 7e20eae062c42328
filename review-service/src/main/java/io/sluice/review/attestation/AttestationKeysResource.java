package io.sluice.review.attestation;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The public keys of attestations, for anyone who wants to check one. */
@Path("/v1/attestations/keys")
public class AttestationKeysResource {
  private final SigningKeyService keys;

  @Inject
  AttestationKeysResource(SigningKeyService keys) {
    this.keys = keys;
  }

  @GET
  @PermitAll
  @Blocking
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "JWKS of the keys that attestations are verified with; 'status' says which signs")
  public RestResponse<AttestationKeysView> keys() {
    return RestResponse.ResponseBuilder.ok(AttestationKeysView.of(keys.active(), keys.verifying()))
        .header("Cache-Control", "public, max-age=300")
        .build();
  }
}
