package io.sluice.registry.index;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.vertx.VertxContextSupport;
import io.sluice.registry.Attestations;
import io.sluice.registry.Prompts;
import io.sluice.registry.RegistryTest;
import io.sluice.testkit.GitClient;
import io.sluice.testkit.TestTokens;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@RegistryTest
class IndexTest {
  @TestHTTPResource("/git/prompts.git")
  String url;

  @Inject IndexStore store;
  @Inject IndexReconciler reconciler;

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

  @Test
  void aWalkOverMainRebuildsEverything() throws Throwable {
    land("rebuilt-1", "First");
    land("rebuilt-2", "Second");
    String before = everything();

    VertxContextSupport.subscribeAndAwait(store::clear);
    assertTrue(VertxContextSupport.subscribeAndAwait(() -> store.versions("rebuilt")).isEmpty());
    VertxContextSupport.subscribeAndAwait(reconciler::upToMain);

    assertEquals(before, everything());
  }
}
