package io.sluice.registry.git;

import io.sluice.kit.problem.ProblemException;
import io.sluice.registry.RegistryProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Takes a push's request off the network into a file, within a size and a time. */
final class PushBody {
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * What is taken at most.
   *
   * @param maxBytes what is kept; the rest is read and dropped, so that the answer can be given in
   *     Git's own words instead of by a broken connection
   * @param maxDroppedBytes what is dropped at most
   * @param patience for the whole body, whatever its size
   */
  record Limits(long maxBytes, long maxDroppedBytes, Duration patience) {}

  private PushBody() {}

  /**
   * Writes a body to a file.
   *
   * @param nanoTime a clock that never goes back
   * @return false when there was more than is kept
   * @throws ProblemException 408 when it takes too long, 413 when even dropping has an end
   */
  static boolean spool(InputStream in, Path file, Limits limits, LongSupplier nanoTime)
      throws IOException {
    long start = nanoTime.getAsLong();
    long total = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, (int) Math.clamp(limits.maxBytes() - total, 0L, (long) read));
        total += read;
        if (total > limits.maxBytes() + limits.maxDroppedBytes()) {
          throw new ProblemException(
              RegistryProblem.PUSH_TOO_LARGE, "Push less at once.", List.of());
        }
        if (nanoTime.getAsLong() - start > limits.patience().toNanos()) {
          throw new ProblemException(
              RegistryProblem.PUSH_TOO_SLOW,
              "A push must arrive within "
                  + limits.patience().toSeconds()
                  + " seconds; push less at once, or over a faster connection.");
        }
      }
    }
    return total <= limits.maxBytes();
  }
}
