package io.sluice.registry.index;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.GitWriter;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@RegistryTest
class IndexTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject IndexReconciler reconciler;
  @Inject GitReader git;
  @Inject GitWriter writer;
  @Inject CommitReader contents;
  @Inject Pool pool;

  private void land(String branch, String purpose) {
    GitClient git = GitClient.clone(url, TestTokens.engineer("ana"));
    git.branchFromMain(branch)
        .write("prompts/rebuilt/prompt.yaml", Prompts.entry("rebuilt", purpose))
        .write("prompts/rebuilt/tests.yaml", Prompts.suite());
    GitClient.Result pushed = git.pushChange(branch, purpose);
    assertTrue(pushed.ok(), pushed.output());
    Attestations.mergeBranch(branch);
  }

  private static String read(String path, String token) {
    return given().auth().oauth2(token).get(path).then().statusCode(200).extract().asString();
  }

  private static String everything() {
    return read("/v1/prompts/rebuilt", TestTokens.engineer("ana"))
        + read("/v1/prompts/rebuilt/versions/1", TestTokens.engineer("ana"))
        + read("/v1/environments/production", TestTokens.service("rollout-service"));
  }

  private void job(String kind) {
    given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .post("/v1/index/" + kind)
        .then()
        .statusCode(202);
    until(
        "the " + kind + " is over",
        () -> {
          JsonNode job = status().path("job");
          assertEquals(kind, job.path("kind").asText());
          assertEquals("done", job.path("state").asText(), job.toString());
        });
  }

  private static void until(String what, Runnable assertion) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Never came: " + what, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private static JsonNode status() {
    return given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .get("/v1/index")
        .then()
        .statusCode(200)
        .extract()
        .as(JsonNode.class);
  }

  private String sql(String statement) {
    return await(
        () ->
            pool.query(statement)
                .execute()
                .map(
                    rows -> {
                      List<String> texts = new ArrayList<>();
                      rows.forEach(row -> texts.add(String.valueOf(row.getValue(0))));
                      return String.join("\n", texts);
                    }));
  }

  /** Every row of the index but when it was written. */
  private String rows() {
    return IndexTables.ALL.stream()
        .map(table -> table.name() + "\n" + sql(select(table)))
        .collect(Collectors.joining("\n\n"));
  }

  private static String select(IndexTables.Table table) {
    return table == IndexTables.MARKER
        ? "SELECT commit_id || position FROM index_marker"
        : "SELECT t::text FROM %s t ORDER BY 1".formatted(table.name());
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aWalkOverMainRebuildsEverything() {
    land("rebuilt-1", "First");
    land("rebuilt-2", "Second");
    String before = everything();

    sql("DELETE FROM prompt WHERE id = 'rebuilt'");
    sql("DELETE FROM prompt_version WHERE prompt = 'rebuilt'");
    job("rebuild");

    assertEquals(before, everything());
  }

  @Test
  void rebuildEqualsWhatWasAddedStepByStep() throws IOException {
    long seed = 20260301;
    RandomMain main = new RandomMain(git, writer, contents, seed);
    Random steps = new Random(seed);
    for (int step = 0; step < 25; step++) {
      main.grow(1 + steps.nextInt(6));
      await(reconciler::upToMain);
    }
    main.end();
    await(reconciler::upToMain);
    String added = rows();
    job("rebuild");
    assertEquals(added, rows(), "seed " + seed);
    job("check");
    assertEquals(0, status().path("check").path("different").asInt(), "seed " + seed);
  }

  @Test
  void theSwapKeepsIndexesAndKeysUnderTheirNames() {
    String defined =
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN"
            + " ('prompt', 'prompt_version', 'promotion', 'live', 'merged_change') ORDER BY 1";
    String constrained =
        "SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint"
            + " WHERE connamespace = 'public'::regnamespace ORDER BY 1";
    String indexes = sql(defined);
    String constraints = sql(constrained);
    assertTrue(indexes.contains("prompt_search"), indexes);
    job("rebuild");
    assertEquals(indexes, sql(defined));
    assertEquals(constraints, sql(constrained));
  }

  @Test
  void theCheckFindsWhatAHandHasChanged() {
    land("rebuilt-3", "Third");
    sql("UPDATE prompt SET team = 'nobody' WHERE id = 'rebuilt'");
    sql("DELETE FROM live WHERE id = 'production/rebuilt'");
    sql("INSERT INTO merged_change VALUES (999999, 'x', 'y')");

    job("check");

    JsonNode check = status().path("check");
    assertEquals(3, check.path("different").asInt(), check.toString());
    String found = check.path("differences").toString();
    assertTrue(
        found.contains("{\"table\":\"prompt\",\"key\":\"rebuilt\",\"kind\":\"different\"}"), found);
    assertTrue(
        found.contains("{\"table\":\"live\",\"key\":\"production/rebuilt\",\"kind\":\"missing\"}"),
        found);
    assertTrue(
        found.contains("{\"table\":\"merged_change\",\"key\":\"999999\",\"kind\":\"extra\"}"),
        found);
    assertTrue(sql("SELECT to_regclass('rebuild.prompt')").contains("null"));

    job("rebuild");
    job("check");
    assertEquals(0, status().path("check").path("different").asInt());
  }

  @Test
  void aJobThatFailsLeavesTheLiveIndexAsItWas() {
    String before = rows();
    sql("ALTER TABLE prompt ADD CONSTRAINT nobody CHECK (team <> 'customer-success') NOT VALID");
    try {
      land("rebuilt-failing", "Fails");
    } catch (AssertionError expected) {
      // the merge lands in Git; the index cannot follow
    }
    given()
        .auth()
        .oauth2(TestTokens.operator("olga"))
        .post("/v1/index/rebuild")
        .then()
        .statusCode(202);
    until(
        "the rebuild has failed",
        () -> assertEquals("failed", status().path("job").path("state").asText()));
    assertEquals(before, rows());
    sql("ALTER TABLE prompt DROP CONSTRAINT nobody");
    job("rebuild");
    await(reconciler::upToMain);
    job("check");
    assertEquals(0, status().path("check").path("different").asInt());
  }

  @Test
  void readsAndMergesGoOnDuringARebuild() throws IOException {
    RandomMain main = new RandomMain(git, writer, contents, 7);
    main.grow(40);
    await(reconciler::upToMain);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> reads =
        CompletableFuture.supplyAsync(
            () -> {
              int read = 0;
              while (!over.get()) {
                given()
                    .auth()
                    .oauth2(TestTokens.engineer("ana"))
                    .get("/v1/prompts/random-7-0")
                    .then()
                    .statusCode(200);
                read++;
              }
              return read;
            });
    for (int i = 0; i < 3; i++) {
      given().auth().oauth2(TestTokens.operator("olga")).post("/v1/index/rebuild");
      main.grow(5);
      await(reconciler::upToMain);
    }
    main.end();
    job("rebuild");
    over.set(true);
    assertTrue(reads.join() > 0);
    await(reconciler::upToMain);
    job("check");
    assertEquals(0, status().path("check").path("different").asInt());
  }

  @Test
  void onlyOperatorsSeeAndRebuildTheIndex() {
    for (String path : List.of("/v1/index/rebuild", "/v1/index/check")) {
      given().auth().oauth2(TestTokens.engineer("ana")).post(path).then().statusCode(403);
    }
    given().auth().oauth2(TestTokens.engineer("ana")).get("/v1/index").then().statusCode(403);
    given().get("/v1/index").then().statusCode(401);
  }
}
