package io.sluice.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What a service needs around it in a test: a database of its own on a real PostgreSQL, keys, and
 * the settings that point there.
 */
public class TestPlatform implements QuarkusTestResourceLifecycleManager {
  private static EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    String database = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = postgres().getPostgresDatabase().getConnection()) {
      connection.createStatement().execute("CREATE DATABASE " + database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    TestKeys keys = TestKeys.get();
    Map<String, String> settings = new HashMap<>();
    String at = "://localhost:" + postgres().getPort() + "/" + database;
    settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql" + at);
    settings.put("quarkus.datasource.reactive.url", "postgresql" + at);
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    settings.put("mp.jwt.verify.publickey.location", keys.tokenPublicKey().toUri().toString());
    settings.put("mp.jwt.verify.issuer", TestTokens.ISSUER);
    settings.put("sluice.attestation.trusted-keys", keys.trustedKeys().toString());
    settings.put("sluice.attestation.signing-key", keys.attestationPrivateKey().toString());
    settings.put("sluice.decision.key-file", keys.decisionKey().toString());
    settings.put("sluice.service-token.file", keys.serviceToken().toString());
    settings.put("sluice.home", keys.folder().resolve(database).toString());
    return settings;
  }

  @Override
  public void stop() {
    // The server is shared by all test classes of the run and goes with the JVM.
  }

  /** The PostgreSQL of this test run, started on first use. */
  public static synchronized EmbeddedPostgres postgres() {
    if (postgres == null) {
      try {
        postgres = EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return postgres;
  }
}
