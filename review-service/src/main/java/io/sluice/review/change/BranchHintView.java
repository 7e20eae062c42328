package io.sluice.review.change;

/** Which change request a branch is, and where to read it. */
public record BranchHintView(long change, String url) {}
