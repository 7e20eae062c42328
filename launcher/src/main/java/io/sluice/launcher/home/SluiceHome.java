package io.sluice.launcher.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The folder that holds all state of one local platform ({@code .sluice}, or SLUICE_HOME). */
public record SluiceHome(Path root) {
  /** Environment variable that moves the folder. */
  public static final String VARIABLE = "SLUICE_HOME";

  public SluiceHome {
    root = root.toAbsolutePath().normalize();
  }

  /** The folder that the environment asks for, else {@code .sluice} in the project. */
  public static SluiceHome of(Map<String, String> environment, Path project) {
    String moved = environment.getOrDefault(VARIABLE, "");
    return new SluiceHome(moved.isBlank() ? project.resolve(".sluice") : Path.of(moved));
  }

  public Path keys() {
    return root.resolve("keys");
  }

  public Path postgres() {
    return root.resolve("postgres");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** What runs at the moment: process records, the port base, the lock. */
  public Path run() {
    return root.resolve("run");
  }

  /** Data of one service: {@code registry}, {@code review} or {@code rollout}. */
  public Path data(String service) {
    return root.resolve(service);
  }

  /** Makes a folder below this home that only its owner can enter. */
  public Path make(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder " + folder, e);
    }
  }
}
