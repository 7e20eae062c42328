package io.sluice.rollout.count;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rollout.split.Salt;
import io.sluice.rollout.split.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitSetTest {
  private static final Salt SALT = new Salt("production", "classifier", "sha256:1");

  /** Whatever was expected: far too few, about as many, far too many. */
  @ParameterizedTest
  @ValueSource(longs = {0, 20_000, 10_000_000})
  void takesEachSubjectOnceHoweverManyWereExpected(long expected) {
    UnitSet subjects = new UnitSet(expected);
    Set<Integer> oracle = new HashSet<>();
    Random random = new Random(17);
    for (int i = 0; i < 50_000; i++) {
      int subject = random.nextInt(20_000);
      Unit unit = SALT.unit("subject-" + subject);
      assertEquals(oracle.contains(subject), subjects.contains(unit));
      assertEquals(oracle.add(subject), subjects.add(unit));
      assertTrue(subjects.contains(unit));
    }
    assertEquals(oracle.size(), subjects.size());
  }

  /** As somebody would choose them who knows the hash and wants to fill memory. */
  @ParameterizedTest
  @ValueSource(ints = {0, 40})
  void subjectsThatAreAlikeInMostBitsFindRoom(int shift) {
    UnitSet subjects = new UnitSet(0);
    for (long i = 1; i <= 5_000; i++) {
      assertTrue(subjects.add(new Unit(i, i << shift)));
    }
    for (long i = 1; i <= 5_000; i++) {
      assertFalse(subjects.add(new Unit(i, i << shift)));
    }
  }

  @Test
  void aHashOfZeroIsASubjectToo() {
    UnitSet subjects = new UnitSet(0);
    assertTrue(subjects.add(new Unit(0, 0)));
    assertFalse(subjects.add(new Unit(0, 0)));
    assertEquals(1, subjects.size());
  }

  @Test
  void ofManyWhoAddTheSameAtOnceOneIsToldThatItIsNew() throws Exception {
    int subjectCount = 30_000;
    UnitSet subjects = new UnitSet(100);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<Long> all =
          () -> {
            long taken = 0;
            for (int i = 0; i < subjectCount; i++) {
              taken += subjects.add(SALT.unit("subject-" + i)) ? 1 : 0;
            }
            return taken;
          };
      List<Future<Long>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(threads.submit(all));
      }
      long taken = 0;
      for (Future<Long> run : runs) {
        taken += run.get();
      }
      assertEquals(subjectCount, taken);
    }
    assertEquals(subjectCount, subjects.size());
  }
}
