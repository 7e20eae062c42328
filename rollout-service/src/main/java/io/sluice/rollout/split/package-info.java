/**
 * Who gets the candidate: sticky assignment of subjects to 10,000 buckets by a hash, without memory
 * and without a framework. Every replica computes the same answer, after every restart too, and a
 * growing share only adds subjects.
 */
@NullMarked
package io.sluice.rollout.split;

import org.jspecify.annotations.NullMarked;
