package io.sluice.launcher.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.launcher.platform.TestMachine.Ran;
import io.sluice.testkit.ModelStub;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** 200 cases and three kills, several times over; a short one is in {@link InterruptedWorkTest}. */
@Tag("outage")
class EvaluationKillTest {
  @TempDir static Path folder;
  private static TestMachine machine;
  private static ModelStub models;
  private static Platform platform;

  @BeforeAll
  static void up() {
    models = ModelStub.start();
    machine = TestMachine.in(folder, EvaluationKill.settings(models));
    platform =
        new Platform(
            machine.home,
            machine.ports,
            machine.machine.project(),
            machine.machine.clock(),
            machine.machine.environment(),
            List.of(Service.REGISTRY, Service.REVIEW),
            JvmTuning.QUICK_START);
    restart();
  }

  private static void restart() {
    platform.up(new Progress(new PrintWriter(new StringWriter())));
  }

  @AfterAll
  static void down() {
    Ran down = machine.sluice("down");
    assertEquals(0, down.exitCode(), down.output());
    models.close();
  }

  @RepeatedTest(3)
  void finishedCasesAreNeverRepeated(RepetitionInfo repetition) {
    new EvaluationKill(machine, models, EvaluationKillTest::restart)
        .run("killed-" + repetition.getCurrentRepetition(), 200, 3);
  }
}
