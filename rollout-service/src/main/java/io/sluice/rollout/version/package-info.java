/**
 * Approved versions of prompts. An {@link io.sluice.rollout.version.ApprovedVersion} can only be
 * had from the verifier, which checks the review-service's signature, that the content is the
 * content that was attested, and that the attestation promotes exactly this version to exactly this
 * environment. Nothing else can be served, wherever it comes from: the registry, the database or
 * the disk.
 */
@NullMarked
package io.sluice.rollout.version;

import org.jspecify.annotations.NullMarked;
