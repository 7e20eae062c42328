/**
 * What a review-service signs about a change: an in-toto Statement v1 in a DSSE envelope. Signing,
 * the keys that are trusted, and verification, also of what was signed before there were envelopes
 * (ADR 0035).
 */
@NullMarked
package io.sluice.kit.attestation;

import org.jspecify.annotations.NullMarked;
