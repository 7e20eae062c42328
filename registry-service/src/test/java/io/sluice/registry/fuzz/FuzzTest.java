package io.sluice.registry.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every target on its seeds, on what was found in the past, and on mutations of both. With {@code
 * -Dfuzz=yaml} (or {@code all}) and {@code -Dfuzz.seconds=600}: Jazzer, for so long.
 */
class FuzzTest {
  private static final long MUTATION_NANOS = 200_000_000L;
  private static final String TARGETS = "fuzz";
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 600);

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void seedsAndFindingsAndTheirMutationsHold(FuzzTarget target) {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    List<Corpus.Input> inputs = Corpus.of(target);
    assertFalse(inputs.isEmpty(), "Seeds in " + Corpus.folder(target));
    for (Corpus.Input input : inputs) {
      attempt(target, input.bytes(), input.name());
    }
    Mutations mutations = new Mutations(new Random(seed), inputs);
    long end = System.nanoTime() + MUTATION_NANOS;
    int runs = 0;
    while (System.nanoTime() < end) {
      attempt(target, mutations.next(), "mutation " + runs++ + " with -Dfuzz.seed=" + seed);
    }
    assertTrue(runs > 0, "Mutations were tried");
  }

  /** One target for a few seconds, so that the long runs are known to start. */
  @Test
  void jazzerRuns(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    FuzzTarget target = FuzzTarget.values()[new Random(seed).nextInt(FuzzTarget.values().length)];
    System.out.println("Jazzer on " + target.id() + " with -Dfuzz.seed=" + seed);
    JazzerRun.Result result = new JazzerRun(folder).run(target, 2, seed, false);
    assertTrue(result.executions() > 0, result.tail());
    assertTrue(result.finding().isEmpty(), result.tail());
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = TARGETS, matches = ".+")
  void jazzerFindsNothing(FuzzTarget target) throws Exception {
    String wanted = System.getProperty(TARGETS).toLowerCase(Locale.ROOT);
    if (!wanted.equals("all") && !List.of(wanted.split(",")).contains(target.id())) {
      return;
    }
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    JazzerRun.Result result =
        new JazzerRun(Path.of("target", "fuzz").toAbsolutePath()).run(target, SECONDS, seed, true);
    System.out.println(target.id() + ": " + result.summary());
    assertTrue(result.finding().isEmpty(), result.tail());
  }

  private static void attempt(FuzzTarget target, byte[] input, String name) {
    try {
      target.run(input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(target.id() + " on " + name + ": " + Corpus.printable(input), e);
    }
  }
}
