package io.sluice.review.change;

/**
 * The part of a live change that tells whether its branch or main has moved since.
 *
 * @param mainHead main that the stored comparison was computed against
 */
record LiveBranch(String branch, ChangeState state, String head, String mainHead) {}
