package io.sluice.launcher.platform;

import static io.sluice.launcher.platform.TestMachine.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.keys.PlatformKeys;
import io.sluice.launcher.platform.TestMachine.Answer;
import io.sluice.launcher.platform.TestMachine.Ran;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a platform are killed or away for a while: what was decided holds, then and later. */
class OutageTest {
  @TempDir static Path folder;
  private static TestMachine machine;
  private static People people;

  @BeforeAll
  static void up() {
    machine = TestMachine.in(folder);
    Ran up = machine.sluice("up");
    assertEquals(0, up.exitCode(), up.output());
    people = new People(machine);
  }

  @AfterAll
  static void down() {
    machine.sluice("down");
  }

  @Test
  void whatWasKilledComesBackAsItWas() {
    people.land("survivor", "First");
    until("served", () -> people.servedText("survivor"));
    people.land("survivor", "Second");
    until("the candidate in traffic", () -> people.split("survivor"));
    Map<String, Integer> before = people.split("survivor");

    Service.all().forEach(machine::kill);
    Ran up = machine.sluice("up");

    assertEquals(0, up.exitCode(), up.output());
    assertEquals(before, people.split("survivor"), "the same subjects get the same versions");
  }

  @Test
  void aMergeWhileTheRolloutServiceIsDownIsServedOnceItIsBack() {
    machine.kill(Service.ROLLOUT);

    people.land("patient", "Landed meanwhile");

    assertEquals(0, machine.sluice("up").exitCode());
    assertEquals("Landed meanwhile {{email}}", until("served", () -> people.servedText("patient")));
  }

  /**
   * Decided while the database is down: in traffic at once, in database and Git when it is back.
   */
  @Test
  void aRollbackWithoutTheDatabaseIsNotForgottenByARestart() throws Exception {
    people.land("urgent", "Before");
    until("served", () -> people.servedText("urgent"));
    people.land("urgent", "Insults");
    until("the candidate in traffic", () -> people.split("urgent"));
    long rollout = people.rollout("urgent", "rolling_out");
    machine.platform.postgres().stop();

    Answer taken =
        machine.post(
            Service.ROLLOUT,
            "/v1/rollouts/" + rollout + "/rollback",
            people.olga(),
            "{\"reason\": \"It insults people\"}");

    assertEquals(202, taken.status(), taken.raw().body());
    assertNull(people.split("urgent"), "everybody gets the same version");
    assertEquals("Before {{email}}", people.servedText("urgent"));
    machine.kill(Service.ROLLOUT);
    machine.platform.service(Service.ROLLOUT).start(PlatformKeys.all(machine.home));
    assertEquals("Before {{email}}", until("served alone", () -> people.servedText("urgent")));
    assertNull(people.split("urgent"), "not even after a restart");

    assertEquals(0, machine.sluice("up").exitCode());

    until("rolled back", () -> people.rolloutIs(rollout, "rolled_back"));
    people.ana.must("fetch", "-q", "origin");
    String log = people.ana.must("log", "-1", "--format=%B", "origin/main");
    assertTrue(log.contains("Roll back urgent in production: v2 -> v1"), log);
    assertTrue(log.contains("It insults people"), log);
  }

  @Test
  void theRolloutServiceServesAloneWhatItLastServed() {
    people.land("lonely", "Last words");
    until("served", () -> people.servedText("lonely"));
    assertEquals(0, machine.sluice("down").exitCode());

    ServiceProcess rollout = machine.platform.service(Service.ROLLOUT);
    rollout.start(PlatformKeys.all(machine.home));

    assertEquals("Last words {{email}}", until("served alone", () -> people.servedText("lonely")));
    assertTrue(machine.platform.service(Service.REGISTRY).find().isEmpty());
    assertTrue(machine.platform.postgres().find().isEmpty());
    assertEquals(0, machine.sluice("up").exitCode());
  }
}
