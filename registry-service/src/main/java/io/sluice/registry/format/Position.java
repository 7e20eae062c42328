package io.sluice.registry.format;

/** A place in a text, both numbers 1-based. */
public record Position(int line, int column) {}
