/**
 * The review-service: change requests, approvals that are bound to a digest, and the merge decision
 * with its signed attestation. This package holds only what all of its features share.
 */
@NullMarked
package io.sluice.review;

import org.jspecify.annotations.NullMarked;
