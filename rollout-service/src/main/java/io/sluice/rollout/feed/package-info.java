/**
 * What happens to rollouts, told in order to whoever remembers where they were: as pages for other
 * services, as a stream for a console.
 */
@NullMarked
package io.sluice.rollout.feed;

import org.jspecify.annotations.NullMarked;
