package io.sluice.review.requirement;

/**
 * One item of a checklist that an environment's rules require.
 *
 * @param environment whose rules
 * @param item the item, decided
 */
public record Gate(String environment, RequirementResult item) {}
