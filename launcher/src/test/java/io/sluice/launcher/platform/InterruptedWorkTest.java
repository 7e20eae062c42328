package io.sluice.launcher.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.platform.TestMachine.Ran;
import io.sluice.testkit.ModelStub;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long work goes on where it was when the services that do it are killed. */
class InterruptedWorkTest {
  private static final String DEMO = "customer-email-classifier-quick";

  @TempDir static Path folder;
  private static TestMachine machine;
  private static ModelStub models;
  private static People people;

  @BeforeAll
  static void up() {
    models = ModelStub.start();
    machine = TestMachine.in(folder, EvaluationKill.settings(models));
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    people = new People(machine);
  }

  @AfterAll
  static void down() {
    machine.sluice("down");
    models.close();
  }

  @Test
  void theDemoEndsWellAlthoughEveryServiceIsKilledOnce() throws Exception {
    AtomicInteger killed = new AtomicInteger();
    Thread vandal =
        Thread.ofPlatform()
            .start(
                () -> {
                  var unused = people.rollout(DEMO, "rolling_out");
                  for (Service service : Service.all()) {
                    machine.kill(service);
                    machine.sluice("up");
                    killed.incrementAndGet();
                  }
                });

    Ran demo = machine.sluice("demo", "--quick");

    vandal.join();
    assertEquals(3, killed.get());
    assertEquals(0, demo.exitCode(), demo.output());
    assertTrue(demo.output().contains("rolled_back"), demo.output());
    people.ana.must("fetch", "-q", "origin");
    String log = people.ana.must("log", "--format=%s", "origin/main");
    assertTrue(log.contains("Roll back " + DEMO + " in production: v3 -> v2"), log);
  }

  @Test
  void anEvaluationThatIsKilledGoesOnWhereItWas() {
    new EvaluationKill(machine, models, () -> machine.sluice("up")).run("killed", 60, 1);
  }
}
