/** Change branches, as the review-service sees and makes them. */
@NullMarked
package io.sluice.registry.branch;

import org.jspecify.annotations.NullMarked;
