package io.sluice.launcher.proof;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.platform.Service;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./sluice verify}: proves a version from a Git repository and the trusted keys alone. The
 * check is the registry's own code, run as a program without the service.
 */
@Command(
    name = "verify",
    description = {
      "Says who approved a version, and proves it from the Git repository and the trusted public",
      "keys alone: no service is asked, none need run. Exit code 0 when everything holds, 1 when",
      "something does not, 2 when it could not be checked."
    },
    footer = {
      "",
      "Examples:",
      "  ./sluice verify greeting@3",
      "  ./sluice verify greeting@3 --environment production --repository https://git/prompts.git \\",
      "    --keys attestation-trusted.jwks",
      "  curl … /v1/prompts/greeting/active | ./sluice verify --served -"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final String VERSION_MAIN = "io.sluice.registry.proof.VerifyMain";
  private static final String AUDIT_MAIN = "io.sluice.review.audit.AuditFileMain";
  private static final String DECISION_MAIN = "io.sluice.rollout.decision.DecisionMain";
  private static final Pattern VERSION =
      Pattern.compile("([a-z0-9][a-z0-9._-]{0,99})@([1-9][0-9]{0,8})");

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROMPT@VERSION",
      description = "What to verify; with --served it is read from there.")
  private @Nullable String version;

  @Option(
      names = "--served",
      paramLabel = "FILE",
      description = "What an app was answered (JSON), or - for standard input: checked as well.")
  private @Nullable String served;

  @Option(
      names = "--decision",
      paramLabel = "TOKEN",
      description =
          "The Sluice-Decision that came with an answer: names version and environment. Read with"
              + " this machine's key; only the platform itself can.")
  private @Nullable String decision;

  @Option(
      names = "--audit",
      paramLabel = "FILE",
      description = "Checks an export of the audit log (GET /v1/audit) instead.")
  private @Nullable Path audit;

  @Option(names = "--environment", description = "Must have been approved for this environment.")
  private @Nullable String environment;

  @Option(
      names = "--repository",
      description = "Path or URL of the Git repository. Default: this machine's registry.")
  private @Nullable String repository;

  @Option(
      names = "--keys",
      description = "JWKS of the public keys you trust. Default: this machine's.")
  private @Nullable Path keys;

  @Option(names = "--json", description = "For scripts.")
  private boolean asJson;

  public VerifyCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    try {
      Path folder = Files.createTempDirectory("sluice-verify");
      try {
        return verify(folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int verify(Path folder) throws IOException {
    if (audit != null) {
      List<String> file = List.of(audit.toString(), trustedKeys().toString());
      return print(run(program(Service.REVIEW, AUDIT_MAIN, file)));
    }
    List<String> arguments = new ArrayList<>();
    String name = version;
    String where = environment;
    if (decision != null) {
      String[] decided = decided(decision).split(" ", 2);
      where = decided[0];
      name = decided[1];
    }
    if (served != null) {
      Path answer = folder.resolve("served.json");
      Files.write(answer, "-".equals(served) ? System.in.readAllBytes() : read(served));
      arguments.add("served=" + answer);
      name = name == null ? named(answer) : name;
    }
    Matcher matcher = VERSION.matcher(name == null ? "" : name);
    if (!matcher.matches()) {
      throw new UserError(
          "Say which version: ./sluice verify greeting@3, --served FILE or --decision TOKEN.");
    }
    arguments.add("repository=" + mirror(folder));
    arguments.add("keys=" + trustedKeys());
    arguments.add("prompt=" + matcher.group(1));
    arguments.add("version=" + matcher.group(2));
    if (where != null) {
      arguments.add("environment=" + where);
    }
    if (asJson) {
      arguments.add("json=true");
    }
    return print(run(program(Service.REGISTRY, VERSION_MAIN, arguments)));
  }

  private int print(Ran ran) {
    spec.commandLine().getOut().print(ran.output());
    spec.commandLine().getOut().flush();
    return ran.exitCode();
  }

  private Path trustedKeys() {
    return keys == null ? machine.home().keys().resolve("attestation-trusted.jwks") : keys;
  }

  /** A mirror has the notes with the attestations too. */
  private Path mirror(Path folder) throws IOException {
    Path clone = folder.resolve("prompts.git");
    String from =
        repository == null
            ? machine.home().data(Service.REGISTRY.shortName()).resolve("prompts.git").toString()
            : repository;
    Ran cloned = run(List.of("git", "clone", "-q", "--mirror", from, clone.toString()));
    if (cloned.exitCode() != 0) {
      throw new UserError("Cannot clone " + from + ":\n" + cloned.output());
    }
    return clone;
  }

  private String decided(String token) throws IOException {
    List<String> arguments =
        List.of(machine.home().keys().resolve("decision.key").toString(), token);
    Ran ran = run(program(Service.ROLLOUT, DECISION_MAIN, arguments));
    if (ran.exitCode() != 0) {
      throw new UserError(ran.output().strip());
    }
    return ran.output().strip().lines().toList().getLast(); // a JVM may warn of something first
  }

  private static byte[] read(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new UserError("Cannot read " + file + ".");
    }
  }

  private static String named(Path answer) {
    JsonNode body = JsonMapper.shared().readTree(answer.toFile());
    return body.path("prompt").asString("") + "@" + body.path("version").asInt(0);
  }

  private List<String> program(Service service, String main, List<String> arguments)
      throws IOException {
    Path app = service.jar(machine.project()).resolveSibling("");
    if (!Files.exists(app)) {
      throw new UserError(
          "The " + service.fullName() + " is not built: run ./sluice up once, or ./mvnw package");
    }
    List<String> jars = new ArrayList<>();
    for (String part : List.of("app", "lib/main", "lib/boot")) {
      try (Stream<Path> files = Files.list(app.resolve(part))) {
        files.map(Path::toString).filter(file -> file.endsWith(".jar")).forEach(jars::add);
      }
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                // Without it JBoss LogManager, which is among the jars, prints that it is not used.
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                String.join(File.pathSeparator, jars),
                main));
    command.addAll(arguments);
    return command;
  }

  private record Ran(int exitCode, String output) {}

  private static Ran run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Ran(process.waitFor(), output);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
