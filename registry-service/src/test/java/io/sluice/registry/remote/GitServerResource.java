package io.sluice.registry.remote;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.sluice.testkit.GitServer;
import java.util.Map;

/** A Git server for the tests of a class, and the settings that make it the home. */
public class GitServerResource implements QuarkusTestResourceLifecycleManager {
  static final String SECRET = "webhook secret";

  private static GitServer server;

  static GitServer server() {
    return server;
  }

  @Override
  public Map<String, String> start() {
    server = GitServer.start("sluice", "server-secret");
    return Map.of(
        "sluice.git.remote", server.url(),
        "sluice.git.remote.username", "sluice",
        "sluice.git.remote.password", "server-secret",
        "sluice.git.remote.every", "1s",
        "sluice.git.remote.timeout", "2s",
        "sluice.git.remote.people.Ana-Lopez", "ana",
        "sluice.git.remote.people.\"bob.b\"", "bob",
        "sluice.git.webhook.secret", SECRET);
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
    }
  }
}
