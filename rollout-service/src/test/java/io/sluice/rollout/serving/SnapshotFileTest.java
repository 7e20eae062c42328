package io.sluice.rollout.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.rollout.desired.PromptNotice;
import io.sluice.rollout.rollout.Quarantined;
import io.sluice.rollout.serving.SnapshotSource.RouteSource;
import io.sluice.rollout.version.VersionClaim;
import io.sluice.rollout.version.VersionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
  @TempDir Path home;
  private SnapshotFile file;

  @BeforeEach
  void open() {
    file = new SnapshotFile(home, JsonMapper.builder().findAndAddModules().build());
  }

  @Test
  void nothingWrittenReadsAsNothing() {
    assertNull(file.read());
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    file.write(snapshot(1), false);
    assertEquals(snapshot(1), file.read());
    assertTrue(Files.exists(home.resolve("snapshot/README")));
  }

  @Test
  void damagedGenerationFallsBackToTheOneBefore() throws IOException {
    file.write(snapshot(1), false);
    file.write(snapshot(2), false);
    assertEquals(snapshot(2), file.read());
    Path current = home.resolve("snapshot/current.json");
    Files.writeString(current, Files.readString(current).replace("sha256:2", "sha256:3"));
    assertEquals(snapshot(1), file.read());
    Files.delete(current);
    assertEquals(snapshot(1), file.read());
    Files.writeString(home.resolve("snapshot/previous.json"), "");
    assertNull(file.read());
  }

  @Test
  void afterARollbackNoGenerationRoutesToWhatWasTakenBack() throws IOException {
    file.write(snapshot(1), false);
    file.write(snapshot(2), false);
    file.write(snapshot(3), true);
    Files.delete(home.resolve("snapshot/current.json"));
    assertEquals(snapshot(3), file.read());
  }

  @Test
  void unfinishedWriteIsOfNoMeaning() throws IOException {
    file.write(snapshot(1), false);
    Files.writeString(home.resolve("snapshot/current.json.tmp"), "half");
    assertEquals(snapshot(1), file.read());
    file.write(snapshot(2), false);
    assertEquals(snapshot(2), file.read());
  }

  private static SnapshotSource snapshot(int version) {
    VersionKey key = new VersionKey("production", "mail", version, 7);
    return new SnapshotSource(
        Set.of("production"),
        List.of(new RouteSource(0, 0, 0, key, null)),
        List.of(new VersionClaim(key, "sha256:" + version, "{\"prompt\":{}}", "a.b.c")),
        Set.of(new Quarantined("production", "mail", "sha256:9", 6)),
        List.of(
            new PromptNotice(
                "production",
                "gone",
                PromptNotice.State.ARCHIVED,
                "Unused",
                "mail",
                Instant.parse("2026-03-01T10:00:00Z"))));
  }
}
