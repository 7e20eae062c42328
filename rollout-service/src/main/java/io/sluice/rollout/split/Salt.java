package io.sluice.rollout.split;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Makes the splits of different prompts and of successive candidates independent of each other: a
 * subject that was unlucky once is not the first to try every new version.
 */
public final class Salt {
  private static final int SEED = 0x51_07_1C_E0;

  private final byte[] prefix;

  /**
   * @param candidateDigest digest of the version that is rolled out
   */
  public Salt(String environment, String prompt, String candidateDigest) {
    this.prefix =
        (environment + '\0' + prompt + '\0' + candidateDigest + '\0')
            .getBytes(StandardCharsets.UTF_8);
  }

  /** The unit that a subject is, in the rollout of this salt. */
  public Unit unit(String subject) {
    byte[] name = subject.getBytes(StandardCharsets.UTF_8);
    byte[] salted = Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, salted, prefix.length, name.length);
    long[] hash = MurmurHash3.hash128x64(salted, 0, salted.length, SEED);
    return new Unit(hash[0], hash[1]);
  }
}
