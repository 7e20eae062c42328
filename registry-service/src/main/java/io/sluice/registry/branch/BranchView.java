package io.sluice.registry.branch;

/** A branch and the commit that it is at. */
public record BranchView(String branch, String head) {}
