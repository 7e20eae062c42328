/** A registry that keeps state and can fail on demand, and the calls that tests make. */
package io.sluice.review.support;
