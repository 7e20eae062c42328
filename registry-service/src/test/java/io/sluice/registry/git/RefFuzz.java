package io.sluice.registry.git;

import io.sluice.registry.fuzz.Check;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Target: names of refs that a push names. */
public final class RefFuzz {
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9._/-]+");

  private RefFuzz() {}

  /**
   * A name that is taken stays below {@code refs/heads/changes/} on any file system, and is one
   * that {@code git check-ref-format} takes.
   */
  public static void refs(byte[] data) {
    String name = new String(data, StandardCharsets.UTF_8);
    if (!name.isEmpty()) { // no command can name that
      check(name);
    }
    check(GitRepository.CHANGES + name);
  }

  private static void check(String ref) {
    boolean taken = PushRules.checkName(ref).isEmpty();
    if (!taken) {
      return;
    }
    String name = ref.substring(GitRepository.CHANGES.length());
    Check.that(ref.startsWith(GitRepository.CHANGES), "Only change branches", ref);
    Check.that(PLAIN.matcher(name).matches() && name.length() <= 100, "A plain name", ref);
    Check.same(Path.of(ref), Path.of(ref).normalize(), "The name is its own path");
    for (String part : name.split("/", -1)) {
      Check.that(!part.isEmpty() && !part.startsWith("."), "A plain part", ref);
      Check.that(!part.endsWith(".lock"), "Not the name of a lock", ref);
    }
    Check.that(!name.endsWith("."), "No dot at the end", ref);
    Check.that(!name.contains(".."), "No way up", ref);
  }
}
