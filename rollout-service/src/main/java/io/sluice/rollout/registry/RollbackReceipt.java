package io.sluice.rollout.registry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** The commit on main that took a version back. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RollbackReceipt(String commit) {}
