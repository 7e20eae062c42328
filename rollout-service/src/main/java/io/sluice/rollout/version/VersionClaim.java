package io.sluice.rollout.version;

/**
 * A version as somebody says it is: not believed until verified.
 *
 * @param digest {@code sha256:…} that the content should have
 * @param content JSON text with {@code prompt} (the entry) and {@code tests} (a digest or null)
 * @param attestation what the review-service signed
 */
public record VersionClaim(VersionKey key, String digest, String content, String attestation) {}
