/**
 * {@code ./sluice verify} and {@code ./sluice keys}: who approved what, checked without any
 * service, and the keys that it is checked with.
 */
@NullMarked
package io.sluice.launcher.proof;

import org.jspecify.annotations.NullMarked;
