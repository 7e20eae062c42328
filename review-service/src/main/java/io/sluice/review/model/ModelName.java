package io.sluice.review.model;

import java.util.Objects;

/**
 * A model as {@code prompt.yaml} names it.
 *
 * @param vendor before the first slash: names the provider of the configuration
 * @param model the rest, as the provider calls it
 */
public record ModelName(String vendor, String model) {
  /** Vendor of a model that is named without one. */
  private static final String DEFAULT = "default";

  public ModelName {
    Objects.requireNonNull(vendor, "vendor");
    Objects.requireNonNull(model, "model");
  }

  /** Takes a name apart. */
  public static ModelName of(String name) {
    int slash = name.indexOf('/');
    return slash < 1
        ? new ModelName(DEFAULT, name)
        : new ModelName(name.substring(0, slash), name.substring(slash + 1));
  }
}
