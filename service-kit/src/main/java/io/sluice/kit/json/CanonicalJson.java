package io.sluice.kit.json;

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
   */
  public static String of(String json) {
    try {
      return new JsonCanonicalizer(json).getEncodedString();
    } catch (IOException e) {
      throw new IllegalArgumentException("Not JSON: " + e.getMessage(), e);
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
