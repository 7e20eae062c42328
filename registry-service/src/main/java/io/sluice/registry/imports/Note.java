package io.sluice.registry.imports;

/**
 * Something that was not carried over, or not as it was.
 *
 * @param line 1-based line of the source; 0 when it is about the source as a whole
 */
public record Note(int line, String what) {}
