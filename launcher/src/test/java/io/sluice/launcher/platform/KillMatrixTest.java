package io.sluice.launcher.platform;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.testkit.GitClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry is killed with {@code SIGKILL} at every step of push, import, merge, index, rebuild
 * and rollback. What was acknowledged is there, nothing is half done, and doing it again is doing
 * it once. Not in the suite, which only holds the list of places against the code. By itself a few
 * points, which change from run to run; {@code -Dkill.seeds=20} is the whole matrix.
 */
class KillMatrixTest {
  /** The places that the short run draws from. */
  private static final String PROVEN =
      "PUSH_(RECORDED|PACK_WITHOUT_INDEX|REF_LOCKED|BRANCH_MOVED)|API_(REF_LOCKED|BRANCH_MOVED)"
          + "|MERGE_(COMMIT_MADE|REF_LOCKED|MAIN_MOVED)";

  /** The short run begins no further point after this; a point takes up to 20 s. */
  private static final Duration SHORT_RUN = Duration.ofSeconds(12);

  private static final int SEEDS = Integer.getInteger("kill.seeds", 0);
  private static final long SEED = Long.getLong("kill.seed", System.nanoTime() & 0xffffff);

  @TempDir static Path folder;

  private int number;

  /** A place that was renamed, or is no longer there, would be a test of nothing. */
  @Test
  void everyPlaceIsInTheCode() throws IOException {
    assertFalse(KillMachine.classPath(Service.REGISTRY, KillPoint.places()).isEmpty());
  }

  @Test
  @Tag("long")
  void whatWasAcknowledgedSurvivesAndNothingIsHalfDone() throws IOException {
    List<KillPoint> points = points();
    System.out.printf("kill -9, -Dkill.seed=%d: %s%n", SEED, points);
    List<String> failures = new ArrayList<>();
    try (KillMachine killer = new KillMachine(folder, Service.REGISTRY, KillPoint.places())) {
      KillLedger ledger = new KillLedger(killer);
      GitClient ana = killer.machine.cloneAs("ana");
      if (!isShort()) {
        killer.trainStarts(
            () -> new KillRun(killer, ledger, ana, points.getFirst(), SEED, "warm").train());
      }
      long ready = System.nanoTime();
      for (int i = 0; i < Math.max(1, SEEDS); i++) {
        for (KillPoint point : points) {
          long begun = System.nanoTime();
          if (isShort() && number > 0 && begun - ready > SHORT_RUN.toNanos()) {
            break;
          }
          long seed = SEED * 1_000 + i;
          String result = "ok";
          try {
            new KillRun(killer, ledger, ana, point, seed, "run-" + ++number).run();
          } catch (RuntimeException | AssertionError e) {
            result = "FAILED";
            failures.add(
                "%s with seed %d: %s%n%s%n%s".formatted(point, seed, e, cause(e), killer.log()));
            System.out.println(failures.getLast());
            killer.reset();
            ledger.startOver();
          }
          System.out.printf(
              "%4d %-26s seed %d %s %.1f s%n",
              number, point, seed, result, (System.nanoTime() - begun) / 1e9);
        }
      }
    }
    System.out.printf("%d runs, %d failed%n", number, failures.size());
    assertTrue(failures.isEmpty(), String.join("\n\n", failures));
  }

  private static boolean isShort() {
    return SEEDS == 0 && System.getProperty("kill.points", "").isEmpty();
  }

  private static String cause(Throwable e) {
    return e.getCause() == null ? "" : "Last: " + e.getCause();
  }

  private static List<KillPoint> points() {
    String wanted = System.getProperty("kill.points", "");
    List<KillPoint> all = new ArrayList<>(Arrays.asList(KillPoint.values()));
    if (!wanted.isEmpty()) {
      all.removeIf(point -> !point.name().matches(wanted));
      return all;
    }
    if (SEEDS > 0) {
      return all;
    }
    all.removeIf(point -> !point.name().matches(PROVEN));
    Collections.shuffle(all, new Random(SEED));
    return all;
  }
}
