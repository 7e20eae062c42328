package io.sluice.kit.json;

import io.sluice.kit.problem.CommonProblem;
import io.sluice.kit.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** RFC 8785 canonical JSON and the digests taken over it. */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * Canonical form of a JSON text.
   *
   * @throws IllegalArgumentException when the text is not JSON
   * @throws ProblemException 400 when it has a number so small that doubles hold it with fewer
   *     digits: the library writes some of those wrongly and never comes back from others
   */
  public static String of(String json) {
    requireNormalNumbers(json);
    try {
      return new JsonCanonicalizer(json).getEncodedString();
    } catch (IOException e) {
      throw new IllegalArgumentException("Not JSON: " + e.getMessage(), e);
    }
  }

  private static void requireNormalNumbers(String json) {
    boolean inText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inText) {
        i += c == '\\' ? 1 : 0;
        inText = c != '"';
      } else if (c == '"') {
        inText = true;
      } else if (c >= '0' && c <= '9') {
        int end = i;
        while (end < json.length() && isInNumber(json.charAt(end))) {
          end++;
        }
        requireNormal(json.substring(i, end));
        i = end - 1;
      }
    }
  }

  private static boolean isInNumber(char c) {
    return c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  }

  private static void requireNormal(String number) {
    double value;
    try {
      value = Double.parseDouble(number);
    } catch (NumberFormatException e) {
      return; // it is not JSON, and the reader says so
    }
    if (value != 0 && value < Double.MIN_NORMAL) {
      throw new ProblemException(
          CommonProblem.INVALID_REQUEST,
          "The number " + number + " is too small to be kept exactly; write 0, or quote it.");
    }
  }

  /** {@code sha256:<64 hex digits>} over the canonical form's UTF-8 bytes. */
  public static String digest(String json) {
    return sha256(of(json).getBytes(StandardCharsets.UTF_8));
  }

  /** {@code sha256:<64 hex digits>} over bytes as they are. */
  public static String sha256(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException("Every Java has SHA-256", e));
    }
  }
}
