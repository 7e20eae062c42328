/**
 * An external Git server as the home: the loop that converges with it, its signed webhooks, who
 * pushed there, and what is held back because it came past review.
 */
@NullMarked
package io.sluice.registry.remote;

import org.jspecify.annotations.NullMarked;
