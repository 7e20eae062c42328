package io.sluice.launcher.moving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.Sluice;
import io.sluice.launcher.home.SluiceHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Import and export against a registry that answers what it is told to. */
class MovingCommandsTest {
  private record Outcome(int exitCode, String out, String err) {}

  @TempDir private Path folder;

  private final List<String> requests = new ArrayList<>();
  private HttpServer registry;
  private int status = 200;
  private String answer = "{}";

  @BeforeEach
  void start() throws IOException {
    registry = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + body);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private Outcome run(String... arguments) {
    LocalMachine machine =
        new LocalMachine(
            folder, new SluiceHome(folder), Map.of("SLUICE_TOKEN", "secret"), Clock.systemUTC());
    CommandLine commandLine = Sluice.commandLine(machine);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    String[] all =
        Stream.concat(
                Arrays.stream(arguments),
                Stream.of("--url", "http://localhost:" + registry.getAddress().getPort() + "/"))
            .toArray(String[]::new);
    return new Outcome(commandLine.execute(all), out.toString(), err.toString());
  }

  private String file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return file.toString();
  }

  @Test
  void aFolderIsSentWithoutHiddenFilesAndWhatIsRefusedIsShownFirst() throws IOException {
    file("in/b/two.prompty", "Two");
    file("in/one.prompty", "One");
    file("in/.hidden.prompty", "no");
    file("in/.git/x.prompty", "no");
    file("in/other.txt", "no");
    answer =
        """
        {"total": 3, "create": 1, "update": 0, "unchanged": 1, "refused": 1,
         "message": "Change request 7: http://review/v1/changes/7",
         "entries": [
           {"source": "one.prompty", "id": "one", "action": "create",
            "notCarriedOver": [{"line": 4, "what": "a loop"}]},
           {"source": "b/two.prompty", "id": "two", "action": "refused",
            "findings": [{"detail": "A secret.", "pointer": "/messages/0"}]},
           {"source": "c", "id": "c", "action": "unchanged"}]}
        """;
    Outcome outcome =
        run("import", folder + "/in", "--format", "prompty", "--owner", "ana", "--team", "growth");
    assertEquals(3, outcome.exitCode(), outcome.err());
    assertEquals(
        """
        refused   two  (b/two.prompty)
                    /messages/0: A secret.
        create    one  (one.prompty)
                    not carried over, line 4: a loop

        3 entries: 1 new, 0 changed, 1 unchanged, 1 refused
        Change request 7: http://review/v1/changes/7
        """,
        outcome.out());
    String request = requests.getFirst();
    String start = "POST /v1/imports Bearer secret ";
    assertTrue(request.startsWith(start), request);
    JsonNode body = JsonMapper.shared().readTree(request.substring(start.length()));
    assertEquals(
        List.of("b/two.prompty", "one.prompty"),
        body.path("files").valueStream().map(f -> f.path("name").asString()).toList());
    assertEquals("growth", body.at("/defaults/team").asString());
    assertEquals(false, body.path("dryRun").asBoolean());
  }

  @Test
  void theFormatIsToldByTheFilesNameAndARefusalIsInItsOwnWords() throws IOException {
    status = 422;
    answer = "{\"detail\": \"Too many.\", \"errors\": [{\"detail\": \"Split it.\"}]}";
    Outcome outcome = run("import", file("a.prompt.yml", "x"), "--dry-run");
    assertEquals(1, outcome.exitCode());
    assertEquals("422 Too many.\n  Split it.\n", outcome.err());
    assertTrue(requests.getFirst().contains("\"format\":\"prompt-yml\""), requests.toString());
    assertTrue(requests.getFirst().contains("\"dryRun\":true"), requests.toString());
  }

  @Test
  void whatCannotBeSentIsSaidBeforeAnythingIsSent() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"import", file("a.docx", "x")},
          {"import", folder + "/missing.csv"},
          {"import", file("empty/readme.md", "x").replace("/readme.md", ""), "--format", "csv"},
          {"import", file("a.csv", "x"), "--format", "excel"},
          {"export", "Not An Id", "--format", "prompty"},
          {"export", "greeting", "--format", "docx"}
        }) {
      Outcome outcome = run(wrong);
      assertEquals(1, outcome.exitCode(), String.join(" ", wrong));
      assertTrue(!outcome.err().isBlank(), String.join(" ", wrong));
    }
    assertEquals(List.of(), requests);
  }

  @Test
  void theLatestVersionIsExportedUnlessOneIsNamed() {
    answer = "{\"version\": 4}";
    Outcome outcome = run("export", "greeting", "--format", "dotprompt");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals("{\"version\": 4}", outcome.out());
    run("export", "greeting@2", "--format", "prompty");
    assertEquals(
        List.of(
            "GET /v1/prompts/greeting Bearer secret ",
            "GET /v1/prompts/greeting/versions/4/export?format=dotprompt Bearer secret ",
            "GET /v1/prompts/greeting/versions/2/export?format=prompty Bearer secret "),
        requests);
  }
}
