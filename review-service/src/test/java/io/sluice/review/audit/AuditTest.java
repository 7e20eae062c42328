package io.sluice.review.audit;

import static io.sluice.review.support.ReviewApi.ANA;
import static io.sluice.review.support.ReviewApi.APP;
import static io.sluice.review.support.ReviewApi.OMAR;
import static io.sluice.review.support.ReviewApi.OPERATOR;
import static io.sluice.review.support.ReviewApi.RIA;
import static io.sluice.review.support.ReviewApi.approve;
import static io.sluice.review.support.ReviewApi.digest;
import static io.sluice.review.support.ReviewApi.get;
import static io.sluice.review.support.ReviewApi.hint;
import static io.sluice.review.support.ReviewApi.merge;
import static io.sluice.review.support.ReviewApi.unique;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.review.support.RegistryStandIn;
import io.sluice.review.support.ReviewTest;
import io.sluice.testkit.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ReviewTest
class AuditTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  RegistryStandIn registry;

  @ConfigProperty(name = "quarkus.datasource.jdbc.url")
  String database;

  @TempDir Path folder;

  private long opened() {
    String prompt = unique("audited");
    registry.push("changes/" + prompt, "ana", prompt, "v1");
    return hint("changes/" + prompt);
  }

  private void sql(String statement) {
    try (Connection connection = DriverManager.getConnection(database, "postgres", "postgres")) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static List<JsonNode> export() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    while (true) {
      long since = lines.isEmpty() ? 0 : lines.getLast().path("sequence").asLong();
      String page = get(OPERATOR, "/v1/audit?limit=50&since=" + since).asString();
      if (page.isEmpty()) {
        return lines;
      }
      for (String line : page.lines().toList()) {
        lines.add(JSON.readTree(line));
      }
    }
  }

  private static List<String> kinds(long change) throws Exception {
    return export().stream()
        .map(line -> line.path("entry"))
        .filter(entry -> entry.path("change").asLong() == change)
        .map(entry -> entry.path("kind").asText() + " by " + entry.path("actor").asText())
        .toList();
  }

  private String check(List<JsonNode> lines) throws Exception {
    Path file = folder.resolve("audit.ndjson");
    Files.write(file, lines.stream().map(JsonNode::toString).toList());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        AuditFileMain.run(
            file, TestKeys.get().trustedKeys(), new PrintStream(out, true, StandardCharsets.UTF_8));
    return code + " " + out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void everythingThatDecidedSomethingIsInTheLogAndAnExportOfItIsCheckedOffline() throws Exception {
    long change = opened();
    approve(OMAR, change, digest(change)).statusCode(201);
    merge(RIA, change, digest(change)).statusCode(200);

    List<String> expected =
        List.of("opened by ana", "approved by omar", "merge-started by ria", "merged by ria");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertEquals(
                    expected.stream().map(s -> s.split(" ")[0]).toList(),
                    kinds(change).stream().map(s -> s.split(" ")[0]).toList()));
    assertTrue(kinds(change).containsAll(expected.subList(0, 3)), kinds(change).toString());
    List<JsonNode> lines = export();
    assertTrue(check(lines).startsWith("0 INTACT: " + lines.size() + " entries"), check(lines));

    ((ObjectNode) lines.get(1).path("entry")).put("actor", "somebody-else");
    assertEquals("1 NOT INTACT: entry 2 was changed: its hash is another.", check(lines));
    lines.remove(1);
    assertEquals("1 NOT INTACT: after entry 1 comes entry 3: something is missing.", check(lines));
  }

  @Test
  void nobodyChangesOrRemovesAnEntryWhateverTheirRole() {
    opened();
    for (String statement :
        List.of(
            "UPDATE audit_entry SET actor = 'x'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry CASCADE",
            "UPDATE audit_link SET hash = 'x'",
            "DELETE FROM audit_link")) {
      String message = assertThrows(IllegalStateException.class, () -> sql(statement)).getMessage();
      assertTrue(message.contains("append-only"), statement + ": " + message);
    }
  }

  @Test
  void anApprovalWrittenIntoTheDatabaseMergesNothingAndIsReported() {
    long change = opened();
    String digest = digest(change);
    sql(
        ("INSERT INTO approval (change_number, approver, digest, teams, approved_at)"
                + " VALUES (%d, 'omar', '%s', '{}', now())")
            .formatted(change, digest));

    merge(RIA, change, digest)
        .statusCode(409)
        .body("type", equalTo("/problems/forged-record"))
        .body("detail", containsString("[omar]"));

    assertEquals(List.of(), registry.mergesOf(change));
    get(OPERATOR, "/v1/audit/verification")
        .then()
        .statusCode(200)
        .body("intact", equalTo(false))
        .body("forged", hasItem("approval of omar for change " + change));
    sql("DELETE FROM approval WHERE change_number = " + change);
  }

  @Test
  void aWithdrawnApprovalThatIsPutBackByHandDoesNotCountEither() {
    long change = opened();
    String digest = digest(change);
    approve(OMAR, change, digest).statusCode(201);
    io.sluice.review.support.ReviewApi.delete(OMAR, "/v1/changes/" + change + "/approvals/mine");
    sql(
        ("INSERT INTO approval (change_number, approver, digest, teams, approved_at)"
                + " VALUES (%d, 'omar', '%s', '{}', now()) ON CONFLICT DO NOTHING")
            .formatted(change, digest));

    merge(RIA, change, digest).statusCode(409).body("type", equalTo("/problems/forged-record"));
    sql("DELETE FROM approval WHERE change_number = " + change);
  }

  @Test
  void aChangeSetToMergedByHandIsReported() {
    long change = opened();
    sql("UPDATE change_request SET state = 'MERGED', merge_commit = 'x' WHERE number = " + change);

    get(RIA, "/v1/audit/verification")
        .then()
        .body("forged", hasItem("change " + change + " is merged"));
    sql("UPDATE change_request SET state = 'CLOSED' WHERE number = " + change);
  }

  @Test
  void onlyReviewersAndOperatorsReadTheLog() {
    for (String path : List.of("/v1/audit", "/v1/audit/verification")) {
      get(RIA, path).then().statusCode(200);
      get(OPERATOR, path).then().statusCode(200);
      get(ANA, path).then().statusCode(403);
      get(APP, path).then().statusCode(403);
    }
    get(OPERATOR, "/v1/audit?limit=1001").then().statusCode(400);
  }
}
