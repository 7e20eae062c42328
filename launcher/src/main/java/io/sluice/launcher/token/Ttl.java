package io.sluice.launcher.token;

import io.sluice.launcher.UserError;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: a whole number and one of s, m, h, d. */
public final class Ttl {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");

  private Ttl() {}

  /** Reads {@code 90s}, {@code 30m}, {@code 12h} or {@code 7d}. */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new UserError(
          "'%s' is no duration: write a number and s, m, h or d, such as 30m or 12h."
              .formatted(text));
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
