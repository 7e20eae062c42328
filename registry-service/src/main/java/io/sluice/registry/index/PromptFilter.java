package io.sluice.registry.index;

/** What to look for; an empty text matches everything. */
public record PromptFilter(String text, String team, String owner) {}
