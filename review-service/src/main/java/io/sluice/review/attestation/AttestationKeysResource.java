package io.sluice.review.attestation;

import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** The public keys of attestations, for anyone who wants to check one. */
@Path("/v1/attestations/keys")
public class AttestationKeysResource {
  private final AttestationService attestations;

  @Inject
  AttestationKeysResource(AttestationService attestations) {
    this.attestations = attestations;
  }

  @GET
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  public RestResponse<String> keys() {
    return RestResponse.ResponseBuilder.ok(attestations.publicKeys())
        .header("Cache-Control", "public, max-age=300")
        .build();
  }
}
