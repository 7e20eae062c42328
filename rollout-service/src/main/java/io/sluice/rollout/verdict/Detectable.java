package io.sluice.rollout.verdict;

/**
 * The smallest regression that would by now be expected to have been rolled back.
 *
 * @param oddsRatio candidate : stable
 * @param riskRatio the same as a ratio of rates
 * @param rate of bad units on the candidate
 */
public record Detectable(double oddsRatio, double riskRatio, double rate) {}
