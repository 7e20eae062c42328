package io.sluice.launcher.demo;

import java.util.ArrayList;
import java.util.List;

/** Breaks a sentence into lines that fit beside an indentation. */
final class Wrap {
  private static final int WIDTH = 100;

  private Wrap() {}

  /** Lines of at most what an indentation leaves of the width; longer words stay whole. */
  static List<String> lines(String text, int indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH - indent) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
