package io.sluice.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessIdentityTest {
  @Test
  void aLivingProcessIsFoundAgain() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    assertEquals(Optional.of(ProcessHandle.current()), self.find());
  }

  @Test
  void aReusedProcessIdIsAStranger() {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
    ProcessIdentity earlier =
        new ProcessIdentity(self.pid(), self.startedAt().minus(Duration.ofMinutes(1)));
    assertTrue(earlier.find().isEmpty());
  }

  @Test
  void anEndedProcessIsNotFound() throws Exception {
    Process process = new ProcessBuilder("sleep", "30").start();
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle()).orElseThrow();
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    assertTrue(identity.find().isEmpty());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aKilledProcessThatNobodyWaitsForIsNotAlive() throws Exception {
    // The shell starts a child and becomes a program that never asks how the child ended.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & exec sleep 30").start();
    try {
      ProcessHandle child = awaitChild(parent);
      Thread.sleep(500);
      assertTrue(child.isAlive(), "a zombie is still in the process table");
      assertFalse(ProcessIdentity.isAlive(child));
    } finally {
      parent.destroyForcibly();
    }
  }

  private static ProcessHandle awaitChild(Process parent) throws InterruptedException {
    while (parent.toHandle().children().findFirst().isEmpty()) {
      Thread.sleep(5);
    }
    return parent.toHandle().children().findFirst().orElseThrow();
  }
}
