package io.sluice.rollout.outcome;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the end user thought of it. */
public enum Feedback {
  @JsonProperty("up")
  UP("up"),
  @JsonProperty("down")
  DOWN("down");

  private final String wireName;

  Feedback(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }
}
