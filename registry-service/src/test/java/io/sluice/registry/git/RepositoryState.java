package io.sluice.registry.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every folder and the digest of every file below the registry's home. */
final class RepositoryState {
  private RepositoryState() {}

  static Map<String, String> of(Path home) {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(home)) {
      for (Path path : walk.toList()) {
        state.put(
            home.relativize(path).toString(),
            Files.isDirectory(path)
                ? "folder"
                : HexFormat.of().formatHex(HandPack.sha1(Files.readAllBytes(path))));
      }
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
