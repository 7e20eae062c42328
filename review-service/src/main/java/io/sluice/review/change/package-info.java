/**
 * Change requests: they follow the registry's branches. The lifecycle is a pure function of a
 * change and a signal; the digest names everything that an author controls.
 */
@NullMarked
package io.sluice.review.change;

import org.jspecify.annotations.NullMarked;
