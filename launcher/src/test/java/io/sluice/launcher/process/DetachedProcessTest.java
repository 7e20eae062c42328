package io.sluice.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class DetachedProcessTest {
  @TempDir private Path folder;
  private DetachedProcess process;

  @BeforeEach
  void make() {
    process = new DetachedProcess("sleeper", folder, folder.resolve("sleeper.log"));
  }

  @AfterEach
  void end() {
    process.stop(Duration.ofSeconds(1));
  }

  @Test
  void isFoundByAnotherCommandAndStopped() throws Exception {
    ProcessHandle started = start("echo hello; sleep 30");
    awaitFirstWords();
    DetachedProcess seenLater =
        new DetachedProcess("sleeper", folder, folder.resolve("sleeper.log"));
    assertEquals(Optional.of(started), seenLater.find());
    assertTrue(seenLater.stop(Duration.ofSeconds(5)));
    assertTrue(process.find().isEmpty());
    assertEquals("hello\n", Files.readString(process.log()));
  }

  @Test
  void isFoundWhenItsStarterDiedBeforeWritingTheRecord() throws Exception {
    ProcessHandle started = start("echo hello; sleep 30");
    awaitFirstWords();
    Files.delete(folder.resolve("sleeper.json"));
    assertEquals(Optional.of(started), process.find());
    assertTrue(Files.exists(folder.resolve("sleeper.json")), "and recorded from then on");
  }

  @Test
  void neitherCtrlCNorAClosedTerminalEndsIt() throws Exception {
    Path ticks = folder.resolve("ticks");
    ProcessHandle started = start("while :; do echo tick >> '" + ticks + "'; sleep 0.05; done");
    for (String signal : List.of("-INT", "-HUP")) {
      new ProcessBuilder("kill", signal, Long.toString(started.pid())).start().waitFor();
      awaitMoreTicks(ticks);
    }
    assertEquals(Optional.of(started), process.find());
  }

  /** A process that goes on working has survived; how long it takes does not matter. */
  private static void awaitMoreTicks(Path ticks) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          long before = Files.exists(ticks) ? Files.size(ticks) : 0;
          while (!Files.exists(ticks) || Files.size(ticks) < before + 10) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  void aProcessThatWillNotEndIsEnded() {
    start("trap '' TERM; while :; do sleep 0.1; done");
    assertTrue(process.stop(Duration.ofMillis(500)));
    assertTrue(process.find().isEmpty());
  }

  @Test
  void aStrangerUnderTheRecordedIdIsLeftAlone() throws Exception {
    RunRecord stale =
        new RunRecord(
            "sleeper", ProcessHandle.current().pid(), Instant.parse("2020-01-01T00:00:00Z"));
    Files.writeString(
        folder.resolve("sleeper.json"), JsonMapper.shared().writeValueAsString(stale));
    assertTrue(process.find().isEmpty());
    assertTrue(process.stop(Duration.ofSeconds(1)));
    assertTrue(ProcessHandle.current().isAlive());
  }

  @Test
  void aDamagedRecordIsNoObstacle() throws Exception {
    Files.writeString(folder.resolve("sleeper.json"), "{\"name\":\"sle");
    assertTrue(process.find().isEmpty());
  }

  @Test
  void theLogOfTheRunBeforeIsKept() throws Exception {
    start("echo first");
    awaitEnd();
    start("echo second");
    awaitEnd();
    assertEquals("first\n", Files.readString(folder.resolve("sleeper.log.previous")));
    assertEquals("  second", LogTail.of(process.log(), 5));
  }

  @Test
  void theEndOfALogIsShownWithoutStackFrames() throws Exception {
    Path log = folder.resolve("some.log");
    Files.writeString(log, "one\ntwo\nboom\n\tat a.B.c(B.java:1)\n\t... 3 more\n\nthree\n");
    assertEquals("  two\n  boom\n  three", LogTail.of(log, 3));
    assertEquals("  (it has no log)", LogTail.of(folder.resolve("none.log"), 3));
  }

  private ProcessHandle start(String script) {
    return process.start(List.of("sh", "-c", script + "; :", process.marker()), Map.of());
  }

  /** Before it speaks it is still becoming what it shall be, and has no command line to look at. */
  private void awaitFirstWords() throws Exception {
    while (Files.size(process.log()) == 0) {
      Thread.sleep(5);
    }
  }

  private void awaitEnd() throws InterruptedException {
    while (process.find().isPresent()) {
      Thread.sleep(10);
    }
  }
}
