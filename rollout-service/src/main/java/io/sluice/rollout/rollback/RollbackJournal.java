package io.sluice.rollout.rollback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Rollbacks on this replica's disk that the database has yet to be told: one file each, named by
 * the rollout, written durably before anybody is told that it was done.
 */
@ApplicationScoped
public class RollbackJournal {
  private static final Logger LOG = Logger.getLogger(RollbackJournal.class);
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final ObjectMapper json;

  /** What the disk would not take: known until the process ends. */
  private final Map<Long, PendingRollback> unwritten = new ConcurrentHashMap<>();

  @Inject
  RollbackJournal(@ConfigProperty(name = "sluice.home") Path home, ObjectMapper json) {
    this.folder = home.resolve("rollbacks");
    this.json = json;
  }

  /**
   * Keeps an order; the same one again changes nothing.
   *
   * @throws IOException when it is not on the disk; it is pending all the same, until the process
   *     ends
   */
  void write(PendingRollback order) throws IOException {
    unwritten.put(order.rollout(), order);
    Files.createDirectories(folder);
    Path temporary = folder.resolve(order.rollout() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(order));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary,
        file(order.rollout()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
    unwritten.remove(order.rollout());
  }

  /** All that are still to be told. */
  List<PendingRollback> pending() throws IOException {
    List<PendingRollback> pending = new ArrayList<>(unwritten.values());
    if (!Files.isDirectory(folder)) {
      return pending;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        try {
          pending.add(json.readValue(Files.readAllBytes(file), PendingRollback.class));
        } catch (JsonProcessingException e) {
          LOG.errorf("%s is not a rollback of this version of the service; look at it", file);
        }
      }
    }
    return pending;
  }

  /** Whether one is still to be told. */
  boolean isPending(long rollout) {
    return unwritten.containsKey(rollout) || Files.exists(file(rollout));
  }

  /** The database has it. */
  void remove(long rollout) throws IOException {
    unwritten.remove(rollout);
    if (Files.deleteIfExists(file(rollout))) {
      syncFolder();
    }
  }

  private Path file(long rollout) {
    return folder.resolve(rollout + SUFFIX);
  }

  private void syncFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
