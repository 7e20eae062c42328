package io.sluice.registry.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jazzer in a process of its own, without its JUnit integration: that instruments every class of
 * the JVM that it runs in, and the other tests are in it.
 */
final class JazzerRun {
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
  private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)/");
  private static final String INSTRUMENTED = "io.sluice.**:org.snakeyaml.**:org.erdtman.**";
  private static final int MAX_INPUT_BYTES = 8_192;
  private static final int HANG_SECONDS = 60;
  private static final int START_SECONDS = 180;
  private static final int TAIL_LINES = 40;

  /**
   * How a run ended.
   *
   * @param finding the file with the input that broke a property
   */
  record Result(long executions, String coverage, Optional<Path> finding, String tail) {
    String summary() {
      return "%d executions, %s, %s"
          .formatted(executions, coverage, finding.map(f -> "found " + f).orElse("nothing found"));
    }
  }

  private final Path home;

  /**
   * @param home keeps each target's growing corpus, its log and its findings
   */
  JazzerRun(Path home) {
    this.home = home;
  }

  /**
   * Runs a target.
   *
   * @param hooked whether comparisons guide it, in the JDK too: that costs it ten seconds to start
   */
  Result run(FuzzTarget target, int seconds, long seed, boolean hooked)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve(target.id()));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path findings = Files.createDirectories(folder.resolve("findings"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command(target, seconds, seed, hooked, corpus, findings))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(seconds + START_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Jazzer did not end; see " + log);
    }
    return result(process.exitValue(), Files.readAllLines(log), findings);
  }

  private static List<String> command(
      FuzzTarget target, int seconds, long seed, boolean hooked, Path corpus, Path findings) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsluice.fuzz.target=" + target.id(),
                "-cp",
                classPath,
                "com.code_intelligence.jazzer.Jazzer",
                "--hooks=" + hooked,
                "--target_class=" + JazzerTarget.class.getName(),
                "--instrumentation_includes=" + INSTRUMENTED,
                "--custom_hook_includes=" + INSTRUMENTED,
                "-max_total_time=" + seconds,
                "-max_len=" + MAX_INPUT_BYTES,
                "-timeout=" + HANG_SECONDS,
                "-seed=" + (int) (seed & 0x7fffffff),
                "-artifact_prefix=" + findings + "/",
                "--reproducer_path=" + findings));
    command.add(corpus.toString());
    command.add(Corpus.folder(target).toString());
    return command;
  }

  private static Result result(int exit, List<String> log, Path findings) throws IOException {
    long executions = 0;
    String coverage = "no coverage";
    for (String line : log) {
      Matcher done = DONE.matcher(line);
      if (done.find()) {
        executions = Long.parseLong(done.group(1));
      }
      Matcher covered = COVERAGE.matcher(line);
      if (covered.find()) {
        coverage =
            "%s edges, %s features, %s inputs"
                .formatted(covered.group(1), covered.group(2), covered.group(3));
      }
    }
    String tail = String.join("\n", log.subList(Math.max(0, log.size() - TAIL_LINES), log.size()));
    Optional<Path> finding = Optional.empty();
    if (exit != 0) {
      try (var files = Files.list(findings)) {
        finding = files.filter(f -> !f.toString().endsWith(".java")).findFirst();
      }
      finding = finding.or(() -> Optional.of(findings));
    }
    return new Result(executions, coverage, finding, tail);
  }
}
