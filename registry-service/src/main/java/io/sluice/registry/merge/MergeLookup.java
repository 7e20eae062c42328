package io.sluice.registry.merge;

/** Where a change landed. */
public record MergeLookup(int change, String commit) {}
