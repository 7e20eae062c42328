package io.sluice.review;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The URLs that this service hands out, as its callers reach it. */
@ApplicationScoped
public class PublicUrls {
  private final String base;

  @Inject
  PublicUrls(@ConfigProperty(name = "sluice.public-url") String base) {
    this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  /** Where a change request is read. */
  public String change(long number) {
    return base + "/v1/changes/" + number;
  }

  /** Where an evaluation is read. */
  public String evaluation(long id) {
    return base + "/v1/evaluations/" + id;
  }
}
