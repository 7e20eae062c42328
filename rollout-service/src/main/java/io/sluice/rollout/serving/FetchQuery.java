package io.sluice.rollout.serving;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** The query of a fetch, read without a map. */
record FetchQuery(String environment, @Nullable String subject) {
  static final String DEFAULT_ENVIRONMENT = "production";

  private static final String ENVIRONMENT = "environment";
  private static final String SUBJECT = "subject";

  /** Reads it; null when it is anything but plain, for others to read or to refuse. */
  static @Nullable FetchQuery of(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return new FetchQuery(DEFAULT_ENVIRONMENT, null);
    }
    String environment = null;
    String subject = null;
    int start = 0;
    while (start <= query.length()) {
      int and = query.indexOf('&', start);
      int end = and < 0 ? query.length() : and;
      int equals = query.indexOf('=', start);
      if (equals < 0 || equals >= end || query.indexOf(';') >= 0) {
        return null;
      }
      if (environment == null && isNamed(query, start, equals, ENVIRONMENT)) {
        environment = decoded(query.substring(equals + 1, end));
      } else if (subject == null && isNamed(query, start, equals, SUBJECT)) {
        subject = decoded(query.substring(equals + 1, end));
        if (subject == null || subject.length() > ServingService.MAX_SUBJECT_CHARS) {
          return null;
        }
      } else {
        return null;
      }
      start = end + 1;
    }
    return new FetchQuery(environment == null ? DEFAULT_ENVIRONMENT : environment, subject);
  }

  private static boolean isNamed(String query, int start, int end, String name) {
    return end - start == name.length() && query.startsWith(name, start);
  }

  private static @Nullable String decoded(String value) {
    if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
      return value;
    }
    try {
      return QueryStringDecoder.decodeComponent(value);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
