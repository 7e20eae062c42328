package io.sluice.registry.index;

/**
 * A version that a reviewed change promoted to an environment.
 *
 * @param change number of the change request
 * @param attestation the signed statement of its approval
 */
public record Promotion(
    String environment,
    String prompt,
    int version,
    String digest,
    int change,
    String attestation) {}
