package io.sluice.registry.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Files of other tools, written by hand to their published formats. */
public final class Sources {
  private Sources() {}

  public static SourceFile file(String name) {
    try (InputStream in =
        Objects.requireNonNull(Sources.class.getResourceAsStream("/imports/" + name), name)) {
      return new SourceFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Draft> read(ImportFormat format, String name) throws ImportFailure {
    return format.importer().read(file(name));
  }

  static Draft readOne(ImportFormat format, String name) throws ImportFailure {
    List<Draft> drafts = read(format, name);
    if (drafts.size() != 1) {
      throw new AssertionError(drafts.size() + " drafts");
    }
    return drafts.getFirst();
  }

  /** Notes as {@code line: text}. */
  static List<String> notes(Draft draft) {
    return draft.notes().stream().map(note -> note.line() + ": " + note.what()).toList();
  }
}
