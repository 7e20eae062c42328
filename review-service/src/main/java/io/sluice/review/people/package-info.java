/**
 * What is known of people's roles and teams: by the newest token that each of them showed, and by
 * what an operator has taken away since. Tokens remain the only place that gives a right; this
 * directory can only show that somebody has lost one.
 */
@NullMarked
package io.sluice.review.people;

import org.jspecify.annotations.NullMarked;
