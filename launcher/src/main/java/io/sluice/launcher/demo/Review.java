package io.sluice.launcher.demo;

import io.sluice.launcher.UserError;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The review-service as a person uses it: looks at a change, approves it, merges it. */
final class Review {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Pattern CHANGE_URL = Pattern.compile("https?://\\S+/v1/changes/(\\d+)");

  private final JsonHttp http;
  private final URI review;
  private final String person;
  private final String token;
  private final Patience patience;

  Review(JsonHttp http, URI review, String person, String token, Patience patience) {
    this.http = http;
    this.review = review;
    this.person = person;
    this.token = token;
    this.patience = patience;
  }

  /** The number of the change request of a pushed commit, from the push's output or the list. */
  int changeOf(String branch, String head, String pushOutput) {
    Matcher url = CHANGE_URL.matcher(pushOutput);
    if (url.find()) {
      return Integer.parseInt(url.group(1));
    }
    return patience.until(
        "the change request of branch " + branch,
        () ->
            get("/v1/changes?state=open&limit=200")
                .flatMap(
                    page ->
                        StreamSupport.stream(page.path("items").spliterator(), false)
                            .filter(change -> change.path("branch").asString("").equals(branch))
                            .filter(change -> change.path("head").asString("").equals(head))
                            .findFirst())
                .map(change -> change.path("number").asInt()));
  }

  /** The change once it stands at a pushed commit (or is merged). */
  JsonNode changeAt(int number, String head) {
    return patience.until(
        "change %d at commit %s".formatted(number, head),
        () ->
            get("/v1/changes/" + number)
                .filter(
                    change -> isMerged(change) || change.path("head").asString("").equals(head)));
  }

  /** Approves the change as it is; the answer may be a refusal. */
  Answer approve(JsonNode change) {
    return post(change, "approvals");
  }

  /** Merges the change and returns it as merged; carries on when a try before did it already. */
  JsonNode merge(JsonNode change) {
    int number = change.path("number").asInt();
    return patience.until(
        "change %d merged".formatted(number),
        () -> {
          Answer answer = post(change, "merge");
          if (answer.isOk() && isMerged(answer.body())) {
            return Optional.of(answer.body());
          }
          Optional<JsonNode> now = get("/v1/changes/" + number).filter(Review::isMerged);
          if (now.isEmpty() && answer.status() / 100 == 4 && answer.status() != 409) {
            throw new UserError("The merge was refused: " + answer.problem());
          }
          return now;
        });
  }

  static boolean isMerged(JsonNode change) {
    return change.path("state").asString("").equals("merged");
  }

  /** True when an approval of this person counts for the change as it is. */
  boolean hasApproved(JsonNode change) {
    return StreamSupport.stream(change.path("approvals").spliterator(), false)
        .anyMatch(a -> a.path("by").asString("").equals(person) && a.path("counts").asBoolean());
  }

  private Answer post(JsonNode change, String what) {
    URI url = review.resolve("/v1/changes/%d/%s".formatted(change.path("number").asInt(), what));
    Map<String, String> body = Map.of("digest", change.path("digest").asString(""));
    return patience.until(
        "an answer of the review-service", () -> http.trySend(url, token, body, TIMEOUT));
  }

  private Optional<JsonNode> get(String path) {
    Optional<Answer> answer = http.trySend(review.resolve(path), token, null, TIMEOUT);
    answer
        .filter(a -> a.status() == 401 || a.status() == 403)
        .ifPresent(
            a -> {
              throw new UserError("The review-service refused " + person + ": " + a.problem());
            });
    return answer.filter(Answer::isOk).map(Answer::body);
  }
}
