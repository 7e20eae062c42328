/**
 * JSON as Sluice reads and writes it: strict on input, canonical (RFC 8785) where a digest is
 * taken.
 */
@NullMarked
package io.sluice.kit.json;

import org.jspecify.annotations.NullMarked;
