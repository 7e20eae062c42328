package io.sluice.registry.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs of a target, in {@code src/test/resources/fuzz/<target>}: seeds, and findings whose name
 * says what was wrong.
 */
final class Corpus {
  private static final int MAX_PRINTED = 2_000;

  record Input(String name, byte[] bytes) {}

  private Corpus() {}

  static Path folder(FuzzTarget target) {
    return Path.of("src/test/resources/fuzz", target.id()).toAbsolutePath();
  }

  static List<Input> of(FuzzTarget target) {
    try (Stream<Path> files = Files.list(folder(target))) {
      List<Input> inputs = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        inputs.add(new Input(file.getFileName().toString(), Files.readAllBytes(file)));
      }
      return inputs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes as a text that can be copied. */
  static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    for (char c : all.substring(0, Math.min(MAX_PRINTED, all.length())).toCharArray()) {
      text.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return text.toString();
  }
}
