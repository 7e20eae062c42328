/**
 * What a change branch would do to main: files, versions, promotions, and everything that stands
 * against it.
 */
@NullMarked
package io.sluice.registry.comparison;

import org.jspecify.annotations.NullMarked;
