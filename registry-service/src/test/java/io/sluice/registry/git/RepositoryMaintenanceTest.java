package io.sluice.registry.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryMaintenanceTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;

  private RepositoryMaintenance maintenance(GitRepository git, Duration grace) {
    return new RepositoryMaintenance(
        git, Clock.systemUTC(), new SimpleMeterRegistry(), 1, 1, grace);
  }

  private static void merge(GitRepository git, int number) throws IOException {
    String head = new GitReader(git).mainHead();
    ObjectId commit = commit(git, number);
    assertTrue(
        Refs.compareAndSet(
            git.jgit(), GitRepository.MAIN, ObjectId.fromString(head), commit, "merge"));
  }

  /** Mostly the same from one number to the next, and nothing that compresses by itself. */
  private static String text(int number) {
    StringBuilder text = new StringBuilder("number " + number + "\n");
    Random random = new Random(20260301);
    for (int i = 0; i < 500; i++) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  private static ObjectId commit(GitRepository git, int number) throws IOException {
    ObjectId head = ObjectId.fromString(new GitReader(git).mainHead());
    try (RevWalk walk = new RevWalk(git.jgit())) {
      String path = "prompts/p" + number % 7 + "/prompt.yaml";
      ObjectId tree =
          new TreeEditor(git.jgit())
              .apply(
                  Optional.of(walk.parseCommit(head).getTree().getId()),
                  Map.of(path, Optional.of(text(number).getBytes(UTF_8))));
      return Commits.write(git.jgit(), tree, List.of(head), "Merge " + number + "\n", "ana", AT);
    }
  }

  /**
   * Every object that main and the attestations reach, read in full by a repository opened anew.
   */
  private Set<String> reachable() throws IOException {
    Set<String> ids = new TreeSet<>();
    GitRepository git = open();
    try (ObjectWalk walk = new ObjectWalk(git.jgit());
        ObjectReader objects = git.jgit().newObjectReader()) {
      walk.markStart(walk.parseCommit(git.jgit().exactRef(GitRepository.MAIN).getObjectId()));
      List<RevObject> found = new ArrayList<>();
      for (RevObject o = walk.next(); o != null; o = walk.next()) {
        found.add(o);
      }
      for (RevObject o = walk.nextObject(); o != null; o = walk.nextObject()) {
        found.add(o);
      }
      for (RevObject object : found) {
        byte[] bytes = objects.open(object).getBytes();
        ids.add(object.name() + " " + bytes.length);
      }
    } finally {
      git.close();
    }
    return ids;
  }

  private GitRepository open() throws IOException {
    return new GitRepository(folder, RemoteSettings.none(), Clock.systemUTC());
  }

  @Test
  void everythingSurvivesInFewerFiles() throws IOException {
    GitRepository git = open();
    try {
      for (int i = 0; i < 50; i++) {
        merge(git, i);
      }
      String unreachable = commit(git, 999).name();
      Set<String> before = reachable();

      RepositoryMaintenance.Report report = maintenance(git, Duration.ofSeconds(-5)).run();

      assertEquals(before, reachable());
      assertTrue(new GitReader(git).hasCommit(unreachable));
      assertTrue(report.before().looseObjects() > 200, report.toString());
      assertEquals(0, report.after().looseObjects(), report.toString());
      assertEquals(1, report.after().packs(), report.toString());
      assertTrue(report.after().bytes() < report.before().bytes() / 2, report.toString());
    } finally {
      git.close();
    }
  }

  @Test
  void manySmallPacksBecomeOne() throws IOException {
    GitRepository git = open();
    try {
      for (int i = 0; i < 5; i++) {
        merge(git, i);
        maintenance(git, Duration.ofHours(1)).run();
      }
      assertEquals(5, ObjectFiles.of(git.folder()).packs().size());
      Set<String> before = reachable();
      RepositoryMaintenance.Report report = maintenance(git, Duration.ofSeconds(-5)).run();
      assertEquals(1, report.after().packs(), report.toString());
      assertEquals(before, reachable());
      assertEquals(report.after(), maintenance(git, Duration.ofSeconds(-5)).run().after());
    } finally {
      git.close();
    }
  }

  @Test
  void nothingYoungerThanTheGraceGoes() throws IOException {
    GitRepository git = open();
    try {
      merge(git, 1);
      RepositoryMaintenance.Report report = maintenance(git, Duration.ofHours(1)).run();
      assertEquals(report.before().looseObjects(), report.after().looseObjects());
      assertEquals(1, report.after().packs());
    } finally {
      git.close();
    }
  }

  @Test
  void mergesAndReadsGoOnMeanwhile() throws Exception {
    GitRepository git = open();
    try {
      merge(git, 0);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> runs =
          CompletableFuture.supplyAsync(
              () -> {
                int count = 0;
                while (!over.get()) {
                  try {
                    maintenance(git, Duration.ZERO).run();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                  count++;
                }
                return count;
              });
      for (int i = 1; i <= 150; i++) {
        merge(git, i);
        String head = new GitReader(git).mainHead();
        String path = "prompts/p" + i % 7 + "/prompt.yaml";
        assertEquals(text(i), new String(new GitReader(git).read(head, path).orElseThrow(), UTF_8));
      }
      over.set(true);
      assertTrue(runs.get() > 0);
      assertEquals(
          151 + 1,
          new GitReader(git)
              .firstParents(null, new GitReader(git).mainHead())
              .orElseThrow()
              .size());
      assertTrue(reachable().size() > 151);
      assertTrue(ObjectId.isId(new GitReader(git).mainHead()));
    } finally {
      git.close();
    }
  }
}
