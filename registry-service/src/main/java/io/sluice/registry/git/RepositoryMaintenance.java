package io.sluice.registry.git;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Keeps the repository small: a merge into a folder of 10,000 prompts leaves a file of some 300 kB
 * for each changed folder, and a push leaves a pack. Both are moved into one pack, where they are
 * differences of a few bytes.
 *
 * <p>Nothing is ever lost to it: it asks not what is reachable but only removes a copy once another
 * one is on disk, has been read back and is the older of the two by a grace time. So it needs no
 * agreement with pushes, merges and fetches that go on meanwhile.
 */
@ApplicationScoped
public class RepositoryMaintenance {
  private static final Logger LOG = Logger.getLogger(RepositoryMaintenance.class);
  private static final long SMALL_PACK_BYTES = 32L * 1024 * 1024;
  private static final int MAX_OBJECTS = 200_000;

  /**
   * What there is.
   *
   * @param bytes of loose objects and packs together
   */
  public record Size(int looseObjects, int packs, long bytes) {}

  /** What a run did. */
  public record Report(Size before, Size after, int packedObjects, long millis) {}

  private final GitRepository git;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final int maxLoose;
  private final int maxPacks;
  private final Duration grace;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private volatile Size size = new Size(0, 0, 0);

  @Inject
  RepositoryMaintenance(
      GitRepository git,
      Clock clock,
      MeterRegistry metrics,
      @ConfigProperty(name = "sluice.git.maintenance.max-loose", defaultValue = "2000")
          int maxLoose,
      @ConfigProperty(name = "sluice.git.maintenance.max-packs", defaultValue = "50") int maxPacks,
      @ConfigProperty(name = "sluice.git.maintenance.grace", defaultValue = "PT1M")
          Duration grace) {
    this.git = git;
    this.clock = clock;
    this.metrics = metrics;
    this.maxLoose = maxLoose;
    this.maxPacks = maxPacks;
    this.grace = grace;
    metrics.gauge("sluice_git_loose_objects", this, self -> self.size.looseObjects());
    metrics.gauge("sluice_git_packs", this, self -> self.size.packs());
    metrics.gauge("sluice_git_bytes", this, self -> self.size.bytes());
  }

  @Scheduled(
      every = "${sluice.git.maintenance.every:5m}",
      delayed = "1m",
      identity = "git-maintenance",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void tick() throws IOException {
    ObjectFiles files = ObjectFiles.of(git.folder());
    size = files.size();
    if (size.looseObjects() > maxLoose || size.packs() > maxPacks) {
      run();
    }
  }

  /** Packs what is loose or in small packs, now; blocks. A second caller waits for the first. */
  public Report run() throws IOException {
    oneAtATime.lock();
    try {
      Instant start = clock.instant();
      ObjectFiles before = ObjectFiles.of(git.folder());
      int packed = before.isWorthPacking(SMALL_PACK_BYTES) ? pack(before) : 0;
      size = ObjectFiles.of(git.folder()).size();
      Duration took = Duration.between(start, clock.instant());
      metrics.timer("sluice_git_maintenance").record(took);
      LOG.infof(
          "Git maintenance: %d objects packed in %d ms, %s -> %s",
          packed, took.toMillis(), before.size(), size);
      return new Report(before.size(), size, packed, took.toMillis());
    } finally {
      oneAtATime.unlock();
    }
  }

  private int pack(ObjectFiles files) throws IOException {
    Instant old = clock.instant().minus(grace);
    List<ObjectFiles.Loose> loose = files.loose();
    List<Path> packs = files.smallPacks(SMALL_PACK_BYTES);
    Path index;
    int count;
    try (RevWalk walk = new RevWalk(git.jgit())) {
      List<RevObject> objects = objects(walk, loose, packs);
      count = objects.size();
      if (count > MAX_OBJECTS) {
        LOG.warnf("Git maintenance: %d objects are too many for one pack", count);
        return 0;
      }
      index = write(git.jgit(), objects);
    }
    PackIndex written = PackIndex.open(index.toFile());
    for (ObjectFiles.Loose object : loose) {
      if (written.hasObject(object.id()) && isOlder(object.file(), old)) {
        Files.deleteIfExists(object.file());
      }
    }
    for (Path pack : packs) {
      if (!ObjectFiles.indexOf(pack).equals(index)
          && isOlder(pack, old)
          && holdsAll(written, ObjectFiles.indexOf(pack))) {
        ObjectFiles.deletePack(pack);
      }
    }
    return count;
  }

  /** Newest first, as the difference of an old tree to a newer one is the usual direction. */
  private static List<RevObject> objects(
      RevWalk walk, List<ObjectFiles.Loose> loose, List<Path> packs) throws IOException {
    List<RevObject> objects = new ArrayList<>();
    ObjectReader reader = walk.getObjectReader();
    Set<ObjectId> seen = new HashSet<>();
    for (ObjectFiles.Loose object : loose) {
      if (seen.add(object.id())) {
        objects.add(walk.lookupAny(object.id(), reader.open(object.id()).getType()));
      }
    }
    for (Path pack : packs) {
      for (PackIndex.MutableEntry entry : PackIndex.open(ObjectFiles.indexOf(pack).toFile())) {
        ObjectId id = entry.toObjectId();
        if (seen.add(id)) {
          objects.add(walk.lookupAny(id, reader.open(id).getType()));
        }
      }
    }
    return objects;
  }

  /** Writes a pack, its index last, which makes it visible. */
  private static Path write(Repository repository, List<RevObject> objects) throws IOException {
    PackConfig config = new PackConfig(repository);
    config.setThreads(1);
    config.setBuildBitmaps(false);
    Path folder = repository.getDirectory().toPath().resolve("objects/pack");
    try (PackWriter writer = new PackWriter(config, repository.newObjectReader())) {
      writer.setDeltaBaseAsOffset(true);
      writer.preparePack(objects.iterator());
      String name = "pack-" + writer.computeName().name();
      Path pack = folder.resolve(name + ".pack");
      Path index = folder.resolve(name + ".idx");
      if (Files.exists(index)) {
        return index;
      }
      put(
          pack,
          out -> writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out));
      put(index, writer::writeIndex);
      return index;
    }
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void put(Path file, Content content) throws IOException {
    Path unfinished = Files.createTempFile(file.getParent(), "maintenance-", ".tmp");
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static boolean isOlder(Path file, Instant old) throws IOException {
    return Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isBefore(old);
  }

  private static boolean holdsAll(PackIndex written, Path index) throws IOException {
    for (PackIndex.MutableEntry entry : PackIndex.open(index.toFile())) {
      if (!written.hasObject(entry.toObjectId())) {
        return false;
      }
    }
    return true;
  }
}
