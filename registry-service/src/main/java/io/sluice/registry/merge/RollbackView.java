package io.sluice.registry.merge;

/** The commit on main at which the environment runs the version that was asked for. */
public record RollbackView(String commit) {}
