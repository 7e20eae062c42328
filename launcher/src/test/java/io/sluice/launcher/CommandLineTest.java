package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.home.SluiceHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
  /** What a command did. */
  private record Outcome(int exitCode, String out, String err) {}

  @TempDir private Path folder;

  @Test
  void tokenPrintsATokenAndNothingElse() {
    Outcome outcome =
        run("token", "--sub", "ana", "--role", "engineer", "--role", "reviewer", "--team", "a");
    assertEquals(0, outcome.exitCode());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().strip().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"), outcome.out());
  }

  @Test
  void aTokenThatNoServiceWouldAcceptIsNotMade() {
    Outcome outcome = run("token", "--sub", "ana", "--role", "engineer", "--ttl", "13h");
    assertEquals(1, outcome.exitCode());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().contains("at most 12h"), outcome.err());
  }

  @Test
  void aTokenWithoutARoleIsAUsageError() {
    Outcome outcome = run("token", "--sub", "ana");
    assertEquals(2, outcome.exitCode());
    assertTrue(outcome.err().contains("--role"), outcome.err());
  }

  @Test
  void statusOfNothingSaysSoAndExitsWithThree() {
    Outcome outcome = run("status", "--json");
    assertEquals(3, outcome.exitCode());
    JsonNode status = JsonMapper.shared().readTree(outcome.out());
    assertEquals(4, status.get("parts").size());
    JsonNode registry = status.get("parts").get(1);
    assertEquals("registry-service", registry.get("name").asString());
    assertEquals("stopped", registry.get("state").asString());
    assertEquals("http://localhost:45001", registry.get("url").asString());
    assertEquals("http://localhost:46001", registry.get("managementUrl").asString());
    assertTrue(registry.get("pid").isNull());
  }

  @Test
  void demoWithoutAPlatformSaysWhatToDo() {
    Outcome outcome = run("demo");
    assertEquals(1, outcome.exitCode());
    assertTrue(outcome.err().contains("./sluice up"), outcome.err());
  }

  @Test
  void downWithNothingRunningIsFine() {
    assertEquals(0, run("down").exitCode());
  }

  @Test
  void unknownCommandsAndOptionsAreUsageErrors() {
    assertEquals(2, run("uup").exitCode());
    assertEquals(2, run("up", "--background").exitCode());
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command :
        new String[] {"up", "down", "status", "token", "import", "export", "demo", "bench"}) {
      Outcome outcome = run(command, "--help");
      assertEquals(0, outcome.exitCode());
      assertTrue(outcome.out().contains("Usage: ./sluice " + command), outcome.out());
    }
  }

  @Test
  void theScriptHelpsWithoutBuilding() throws Exception {
    Process help =
        new ProcessBuilder(Examples.PROJECT.resolve("sluice").toString(), "help")
            .redirectErrorStream(true)
            .start();
    String text = new String(help.getInputStream().readAllBytes());
    assertTrue(help.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, help.exitValue());
    assertTrue(text.contains("./sluice COMMAND") && text.contains("SLUICE_PORT_BASE"), text);
  }

  private Outcome run(String... arguments) {
    LocalMachine machine =
        new LocalMachine(
            folder,
            new SluiceHome(folder.resolve("home")),
            Map.of("SLUICE_PORT_BASE", "45001"),
            Clock.systemUTC());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Sluice.commandLine(machine);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Outcome(commandLine.execute(arguments), out.toString(), err.toString());
  }
}
