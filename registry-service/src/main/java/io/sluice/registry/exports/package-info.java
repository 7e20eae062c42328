/**
 * Versions written as other tools' files. Pure. What the other format has no place for is listed at
 * the head of the file, and kept under {@code metadata.sluice} where the format takes metadata, so
 * that an import of the file brings it back.
 */
@NullMarked
package io.sluice.registry.exports;

import org.jspecify.annotations.NullMarked;
