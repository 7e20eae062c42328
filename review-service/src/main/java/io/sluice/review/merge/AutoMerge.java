package io.sluice.review.merge;

import java.time.Instant;

/**
 * Somebody wants a change merged as soon as everything is met.
 *
 * @param digest what they saw; another one is not merged
 * @param by token subject
 */
record AutoMerge(long change, String digest, String by, Instant at) {}
