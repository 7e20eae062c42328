package io.sluice.registry.difference;

/**
 * One reason of a verdict.
 *
 * @param rule the rule that speaks: a keyword of JSON Schema, or {@code input-…}; kebab case
 * @param pointer JSON pointer to what it is about
 * @param detail in words
 */
public record Reason(String rule, String pointer, String detail) {}
