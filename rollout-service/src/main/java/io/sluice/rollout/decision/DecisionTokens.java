package io.sluice.rollout.decision;

import io.sluice.rollout.split.Arm;
import io.sluice.rollout.split.Unit;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes decisions as tokens and reads them back: a fixed binary layout and its HMAC-SHA256 (RFC
 * 2104), in base64url without padding. Every replica has the same key, so any of them can read what
 * another has written.
 */
@Singleton
public class DecisionTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAC_BYTES = 32;
  private static final int MIN_KEY_BYTES = 32;
  private static final int MAX_TOKEN_CHARS = 8_000;
  private static final byte LAYOUT = 1;
  private static final byte STABLE = 0;
  private static final byte CANDIDATE = 1;
  private static final int FIXED_BYTES = 1 + 16 + 4 + 8 + 1 + 1 + 8 + 1 + 16 + 3 * 2;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

  /**
   * @param keyFile base64 of at least 32 random bytes
   */
  @Inject
  DecisionTokens(@ConfigProperty(name = "sluice.decision.key-file") Path keyFile)
      throws IOException {
    byte[] secret = Base64.getDecoder().decode(Files.readString(keyFile).strip());
    if (secret.length < MIN_KEY_BYTES) {
      throw new IllegalStateException(
          "sluice.decision.key-file must hold base64 of at least " + MIN_KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** The token of a decision. */
  public String write(Decision decision) {
    byte[] environment = decision.environment().getBytes(StandardCharsets.UTF_8);
    byte[] prompt = decision.prompt().getBytes(StandardCharsets.UTF_8);
    byte[] app = decision.app().getBytes(StandardCharsets.UTF_8);
    int length = FIXED_BYTES + environment.length + prompt.length + app.length;
    ByteBuffer buffer = ByteBuffer.allocate(length + MAC_BYTES);
    Unit unit = decision.unit();
    buffer
        .put(LAYOUT)
        .putLong(decision.nonce().getMostSignificantBits())
        .putLong(decision.nonce().getLeastSignificantBits())
        .putInt(decision.version())
        .putLong(decision.rollout())
        .put((byte) decision.stage())
        .put(decision.arm() == Arm.STABLE ? STABLE : CANDIDATE)
        .putLong(decision.servedAtMs())
        .put((byte) (unit == null ? 0 : 1))
        .putLong(unit == null ? 0 : unit.high())
        .putLong(unit == null ? 0 : unit.low());
    putText(buffer, environment);
    putText(buffer, prompt);
    putText(buffer, app);
    Mac mac = mac();
    mac.update(buffer.array(), 0, length);
    try {
      mac.doFinal(buffer.array(), length);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("There is room for " + MAC_BYTES + " bytes", e);
    }
    return ENCODER.encodeToString(buffer.array());
  }

  /** The decision of a token; null when it was not made with this platform's key. */
  public @Nullable Decision read(String token) {
    if (token.length() > MAX_TOKEN_CHARS) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return null;
    }
    int length = bytes.length - MAC_BYTES;
    if (length < FIXED_BYTES) {
      return null;
    }
    Mac mac = mac();
    mac.update(bytes, 0, length);
    byte[] claimed = Arrays.copyOfRange(bytes, length, bytes.length);
    if (!MessageDigest.isEqual(mac.doFinal(), claimed) || bytes[0] != LAYOUT) {
      return null;
    }
    return parse(ByteBuffer.wrap(bytes, 1, length - 1));
  }

  private static @Nullable Decision parse(ByteBuffer buffer) {
    try {
      UUID nonce = new UUID(buffer.getLong(), buffer.getLong());
      int version = buffer.getInt();
      long rollout = buffer.getLong();
      int stage = buffer.get();
      Arm arm = buffer.get() == STABLE ? Arm.STABLE : Arm.CANDIDATE;
      long servedAtMs = buffer.getLong();
      boolean hasUnit = buffer.get() == 1;
      Unit unit = new Unit(buffer.getLong(), buffer.getLong());
      String environment = text(buffer);
      String prompt = text(buffer);
      String app = text(buffer);
      return new Decision(
          nonce,
          environment,
          prompt,
          version,
          rollout,
          stage,
          arm,
          servedAtMs,
          app,
          hasUnit ? unit : null);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static void putText(ByteBuffer buffer, byte[] text) {
    buffer.putShort((short) text.length).put(text);
  }

  private static String text(ByteBuffer buffer) {
    byte[] bytes = new byte[Short.toUnsignedInt(buffer.getShort())];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Mac mac() {
    return macs.get();
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }
}
