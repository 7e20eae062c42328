package io.sluice.registry.git;

import static io.sluice.registry.git.Shape.refused;

import io.sluice.registry.Prompts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What may not be pushed because of what a text says or hides. */
final class TextShapes {
  private static final String PATH = "prompts/shape/prompt.yaml";
  private static final String KEY = "AKIA" + "IOSFODNN7EXAMPLE";

  private TextShapes() {}

  static List<Shape> all() {
    return List.of(
        text("no YAML", "yaml-syntax", "a: [b"),
        text("an alias", "yaml-no-alias", "a: &a x\nb: *a\n"),
        text("a tag of YAML", "yaml-no-tag", "a: !!binary eA==\n"),
        text("a key twice", "yaml-duplicate-key", "a: 1\na: 2\n"),
        text("two documents", "yaml-one-document", "a: 1\n---\na: 2\n"),
        text("20,001 values", "yaml-too-many-values", "a: [" + "x,".repeat(20_001) + "]"),
        text("lists in lists", "yaml-too-deep", "a: " + "[".repeat(100_000)),
        text("more than 256 KiB", "file-too-large", "a: " + "x".repeat(256 * 1024)),
        text("a byte order mark", "hidden-character", "\ufeff" + Prompts.entry("shape", "x")),
        bytes("what is not UTF-8", "not-utf-8", new byte[] {'a', ':', ' ', (byte) 0xff}),
        text(
            "carriage returns alone",
            "hidden-character",
            Prompts.entry("shape", "x").replace('\n', '\r')),
        says("an order of reading", "hidden-character", "a\u202eb"),
        says("an isolated order of reading", "hidden-character", "a\u2066b"),
        says("a character without width", "hidden-character", "a\u200bb"),
        says("a joiner between Latin letters", "hidden-character", "a\u200db"),
        says("letters of the tag block", "hidden-character", "a\udb40\udc41b"),
        says("a secret", "secret", "Use " + KEY + " please"),
        refused("a secret that a later commit takes out", "secret", TextShapes::secretInHistory),
        refused("a secret in a commit's message", "secret", s -> message(s, "Use " + KEY)),
        refused(
            "an order of reading in a commit's message",
            "hidden-character",
            s -> message(s, "Fix \u202e typo")));
  }

  private static Shape text(String name, String rule, String text) {
    return refused(name, rule, stage -> stage.pushFile(PATH, text));
  }

  private static Shape says(String name, String rule, String prompt) {
    return text(name, rule, Prompts.entry("shape", "x").replace("Classify the email.", prompt));
  }

  private static Shape bytes(String name, String rule, byte[] bytes) {
    return refused(
        name,
        rule,
        stage -> {
          try {
            Path file = stage.git().folder().resolve(PATH);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
            return stage.commit().push("shape");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String secretInHistory(Stage stage) {
    stage.write(PATH, Prompts.entry("shape", "Use " + KEY)).commit();
    return stage.pushFile(PATH, Prompts.entry("shape", "x"));
  }

  private static String message(Stage stage, String message) {
    stage.write(PATH, Prompts.entry("shape", "x"));
    stage.git().must("add", "-A");
    stage.git().must("commit", "-q", "-m", message);
    return stage.push("shape");
  }
}
