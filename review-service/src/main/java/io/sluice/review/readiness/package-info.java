/** Whether this replica can do its work. */
@NullMarked
package io.sluice.review.readiness;

import org.jspecify.annotations.NullMarked;
