package io.sluice.launcher.moving;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads the files of an import. */
final class SourceFiles {
  /** Endings of each format's files; the first format that fits a name is meant. */
  private static final Map<String, List<String>> ENDINGS = endings();

  private static final int MAX_FILES = 2_000;
  private static final int MAX_DEPTH = 20;
  private static final long MAX_BYTES = 8L * 1024 * 1024;

  private SourceFiles() {}

  /** Formats that can be imported. */
  static List<String> formats() {
    return List.copyOf(ENDINGS.keySet());
  }

  /** The format that a file's name tells; empty for a folder or an unknown ending. */
  static Optional<String> formatOf(Path path) {
    return Files.isDirectory(path)
        ? Optional.empty()
        : ENDINGS.keySet().stream().filter(format -> fits(path, format)).findFirst();
  }

  /**
   * Reads one file, or all of a folder that have the format's ending, by name. Hidden files and
   * symbolic links are left alone.
   *
   * @return relative name to content
   */
  static Map<String, String> read(Path path, String format) {
    if (!Files.exists(path)) {
      throw new UserError("There is no " + path + ".");
    }
    Map<String, String> files = new LinkedHashMap<>();
    long bytes = 0;
    for (Path file : Files.isDirectory(path) ? inFolder(path, format) : List.of(path)) {
      Path name = Files.isDirectory(path) ? path.relativize(file) : file.getFileName();
      String content = content(file);
      bytes += content.length();
      if (bytes > MAX_BYTES) {
        throw new UserError("The files have more than 8 MiB; import them in parts.");
      }
      files.put(String.valueOf(name).replace('\\', '/'), content);
    }
    if (files.isEmpty()) {
      throw new UserError(
          "%s has no files of the format %s (%s)."
              .formatted(path, format, String.join(", ", ENDINGS.getOrDefault(format, List.of()))));
    }
    return files;
  }

  private static List<Path> inFolder(Path folder, String format) {
    try (Stream<Path> walk = Files.walk(folder, MAX_DEPTH)) {
      List<Path> found =
          walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> !isHidden(folder.relativize(file)))
              .filter(file -> fits(file, format))
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new UserError(
            "%s has more than %d files; import its folders one by one."
                .formatted(folder, MAX_FILES));
      }
      return found;
    } catch (IOException e) {
      throw new UserError("The folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(Path file, String format) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.getOrDefault(format, List.of()).stream().anyMatch(name::endsWith);
  }

  private static String content(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserError(file + " has more than 8 MiB; split it.");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new UserError(file + " is not UTF-8; save it as UTF-8.", e);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, List<String>> endings() {
    Map<String, List<String>> endings = new LinkedHashMap<>();
    endings.put("prompt-yml", List.of(".prompt.yml", ".prompt.yaml"));
    endings.put("prompty", List.of(".prompty"));
    endings.put("dotprompt", List.of(".prompt"));
    endings.put("langfuse", List.of(".json"));
    endings.put("csv", List.of(".csv", ".tsv"));
    endings.put("text", List.of(".txt", ".md"));
    return endings;
  }
}
