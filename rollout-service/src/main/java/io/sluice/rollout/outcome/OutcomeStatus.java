package io.sluice.rollout.outcome;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a call went: by the app's own judgement, or by that of its output here. */
public enum OutcomeStatus {
  @JsonProperty("ok")
  OK("ok"),
  @JsonProperty("error")
  ERROR("error"),
  @JsonProperty("schema_mismatch")
  SCHEMA_MISMATCH("schema_mismatch");

  private final String wireName;

  OutcomeStatus(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  /** True when it counts against the version. */
  boolean isBad() {
    return this != OK;
  }
}
