package io.sluice.rollout.rollout;

/** A promotion that was rolled back and must never get traffic again. */
public record Quarantined(String environment, String prompt, String digest, long change) {}
