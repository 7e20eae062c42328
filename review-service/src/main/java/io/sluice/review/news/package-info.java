/**
 * What happens to rollouts, told to people through the same channels as what happens to changes.
 */
@NullMarked
package io.sluice.review.news;

import org.jspecify.annotations.NullMarked;
