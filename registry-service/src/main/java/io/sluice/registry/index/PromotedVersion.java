package io.sluice.registry.index;

/** A version that a reviewed change had an environment run, now or before. */
public record PromotedVersion(String environment, String prompt, int version) {}
