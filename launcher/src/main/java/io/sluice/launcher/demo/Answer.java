package io.sluice.launcher.demo;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** What a service answered. */
record Answer(int status, JsonNode body, HttpHeaders headers) {
  boolean isOk() {
    return status >= 200 && status < 300;
  }

  /** The service, or something it needs, is not there at the moment. */
  boolean isTemporary() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** Why a request was refused: the problem's own words. */
  String problem() {
    return status + " " + body.path("detail").asString(body.path("title").asString(""));
  }
}
