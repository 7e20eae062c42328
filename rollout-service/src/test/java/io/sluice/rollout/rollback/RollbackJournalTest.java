package io.sluice.rollout.rollback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackJournalTest {
  private static final ObjectMapper JSON = JsonMapper.builder().findAndAddModules().build();
  private static final PendingRollback ORDER =
      new PendingRollback(7, "olga", "Wrong", Instant.parse("2026-03-01T10:00:00Z"));

  @TempDir private Path home;

  @Test
  void orderIsThereAfterARestartUntilItIsTold() throws IOException {
    new RollbackJournal(home, JSON).write(ORDER);

    RollbackJournal restarted = new RollbackJournal(home, JSON);
    assertEquals(List.of(ORDER), restarted.pending());
    restarted.remove(7);
    assertEquals(List.of(), new RollbackJournal(home, JSON).pending());
  }

  @Test
  void orderThatTheDiskDoesNotTakeIsPendingInThisProcess() throws IOException {
    Path taken = Files.createFile(home.resolve("rollbacks"));
    RollbackJournal journal = new RollbackJournal(home, JSON);
    assertThrows(IOException.class, () -> journal.write(ORDER));
    assertEquals(List.of(ORDER), journal.pending());
    assertTrue(journal.isPending(7));
    assertFalse(journal.isPending(8));

    Files.delete(taken);
    journal.write(ORDER);
    assertEquals(List.of(ORDER), journal.pending(), "once");
    journal.remove(7);
    assertEquals(List.of(), journal.pending());
  }
}
