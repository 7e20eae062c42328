package io.sluice.rollout.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.json.CanonicalJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot on disk: a line with the SHA-256 of the rest, then JSON. It is written to a
 * temporary file, synced, and renamed over the current generation, which becomes the previous one.
 */
@ApplicationScoped
public class SnapshotFile {
  private static final Logger LOG = Logger.getLogger(SnapshotFile.class);
  private static final String README =
      """
      What this replica of the rollout-service serves, for starts while everything else is down.

      current.json    the newest snapshot
      previous.json   the one before, read when current.json is damaged
      *.tmp           an unfinished write; of no meaning

      First line: sha256: and the digest of all that follows. Then one JSON document: routes by
      environment and prompt, the versions they name with content and attestation, and the
      promotions that were rolled back. Content and attestations are verified again when read, so
      editing a file here cannot make anything be served. Deleting the folder is safe while the
      database is up.
      """;

  private final Path folder;
  private final Path current;
  private final Path previous;
  private final ObjectMapper json;

  @Inject
  SnapshotFile(@ConfigProperty(name = "sluice.home") Path home, ObjectMapper json) {
    this.folder = home.resolve("snapshot");
    this.current = folder.resolve("current.json");
    this.previous = folder.resolve("previous.json");
    this.json = json;
  }

  /** The newest undamaged generation; null when there is none. */
  @Nullable SnapshotSource read() {
    for (Path file : List.of(current, previous)) {
      SnapshotSource source = read(file);
      if (source != null) {
        return source;
      }
    }
    return null;
  }

  /**
   * Writes a snapshot durably.
   *
   * @param replaceAll true when the generation before must not be read any more, because it routes
   *     to something that has been rolled back since
   */
  void write(SnapshotSource source, boolean replaceAll) throws IOException {
    Files.createDirectories(folder);
    byte[] body = json.writeValueAsBytes(source);
    byte[] digest = (CanonicalJson.sha256(body) + "\n").getBytes(StandardCharsets.UTF_8);
    if (replaceAll) {
      put(previous, digest, body);
    } else if (Files.exists(current)) {
      Files.move(
          current, previous, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    put(current, digest, body);
    Path readme = folder.resolve("README");
    if (Files.notExists(readme)) {
      Files.writeString(readme, README);
    }
  }

  private void put(Path file, byte[] digest, byte[] body) throws IOException {
    Path temporary = folder.resolve(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, digest);
      writeFully(channel, body);
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private @Nullable SnapshotSource read(Path file) {
    if (Files.notExists(file)) {
      return null;
    }
    try {
      String text = Files.readString(file);
      int lineEnd = text.indexOf('\n');
      String body = text.substring(lineEnd + 1);
      String digest = CanonicalJson.sha256(body.getBytes(StandardCharsets.UTF_8));
      if (lineEnd < 0 || !text.substring(0, lineEnd).equals(digest)) {
        LOG.errorf("%s is damaged: its checksum is wrong. It is not used.", file);
        return null;
      }
      return json.readValue(body, SnapshotSource.class);
    } catch (JsonProcessingException e) {
      LOG.errorf("%s is not a snapshot of this version of the service. It is not used.", file);
      return null;
    } catch (IOException e) {
      LOG.errorf("%s cannot be read: %s", file, e.getMessage());
      return null;
    }
  }
}
