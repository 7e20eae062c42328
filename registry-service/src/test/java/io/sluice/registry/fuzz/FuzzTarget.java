package io.sluice.registry.fuzz;

import io.sluice.registry.difference.SchemaFuzz;
import io.sluice.registry.format.FormatFuzz;
import io.sluice.registry.git.PushFuzz;
import io.sluice.registry.git.RefFuzz;
import io.sluice.registry.imports.ImportFormat;
import io.sluice.registry.imports.ImportFuzz;
import io.sluice.registry.index.SearchFuzz;
import io.sluice.registry.remote.WebhookFuzz;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Something that reads bytes from outside, with the properties that hold for all bytes. A target
 * fails by throwing anything at all.
 */
public enum FuzzTarget {
  YAML(FormatFuzz::yaml),
  FILES(FormatFuzz::files),
  TEMPLATES(FormatFuzz::templates),
  PATHS(FormatFuzz::paths),
  HIDDEN(FormatFuzz::hidden),
  REFS(RefFuzz::refs),
  PUSHES(PushFuzz::requests),
  PACKS(PushFuzz::packs),
  CANONICAL(JsonFuzz::canonical),
  CURSORS(JsonFuzz::cursors),
  ATTESTATIONS(JsonFuzz::attestations),
  IMPORT_PROMPT_YML(data -> ImportFuzz.read(ImportFormat.PROMPT_YML, data)),
  IMPORT_PROMPTY(data -> ImportFuzz.read(ImportFormat.PROMPTY, data)),
  IMPORT_DOTPROMPT(data -> ImportFuzz.read(ImportFormat.DOTPROMPT, data)),
  IMPORT_LANGFUSE(data -> ImportFuzz.read(ImportFormat.LANGFUSE, data)),
  IMPORT_CSV(data -> ImportFuzz.read(ImportFormat.CSV, data)),
  IMPORT_TEXT(data -> ImportFuzz.read(ImportFormat.TEXT, data)),
  WEBHOOKS(WebhookFuzz::delivery),
  SCHEMAS(SchemaFuzz::compatibility),
  SEARCH(SearchFuzz::query);

  /** What a call may cost, in CPU time: other processes do not count, nor does loading classes. */
  static final long MAX_NANOS = 1_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Consumer<byte[]> check;

  FuzzTarget(Consumer<byte[]> check) {
    this.check = check;
  }

  /** Name in folders and on command lines. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Runs the target once.
   *
   * @throws AssertionError when a property does not hold or a call took more than a second, twice
   */
  public void run(byte[] data) {
    if (nanos(data) > MAX_NANOS) {
      long again = nanos(data);
      if (again > MAX_NANOS) {
        throw new AssertionError("One call takes " + again / 1_000_000 + " ms of CPU time");
      }
    }
  }

  private long nanos(byte[] data) {
    long start = THREADS.getCurrentThreadCpuTime();
    check.accept(data);
    return THREADS.getCurrentThreadCpuTime() - start;
  }
}
