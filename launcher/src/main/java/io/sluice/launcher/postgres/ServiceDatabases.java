package io.sluice.launcher.postgres;

import io.sluice.launcher.UserError;
import io.sluice.launcher.keys.PlatformKeys;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A database and a user for each service, which no other service's user may enter. */
public final class ServiceDatabases {
  /** Without these an acknowledged write could be lost in a crash. */
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private static final String INVALID_PASSWORD = "28P01";

  private final int port;
  private final PlatformKeys keys;

  public ServiceDatabases(int port, PlatformKeys keys) {
    this.port = port;
    this.keys = keys;
  }

  /** Where a database listens, without the scheme that JDBC and reactive drivers differ in. */
  public static String address(int port, String database) {
    return "postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /**
   * Checks that the server keeps what it acknowledges, then makes the databases that are missing.
   *
   * @param names database and user names; letters only, for they become part of statements
   */
  public void ensure(List<String> names) {
    String url = "jdbc:" + address(port, PostgresServer.SUPERUSER);
    String password = keys.databasePassword(PostgresServer.SUPERUSER);
    try (Connection connection =
        DriverManager.getConnection(url, PostgresServer.SUPERUSER, password)) {
      requireDurable(connection);
      for (String name : names) {
        ensure(connection, name);
      }
    } catch (SQLException e) {
      if (INVALID_PASSWORD.equals(e.getSQLState())) {
        throw new UserError(
            """
            The password in the keys folder does not open the PostgreSQL data beside it.
            Put the keys back that belong to the data, or remove both to start afresh.""",
            e);
      }
      throw new UserError("PostgreSQL cannot be prepared: " + e.getMessage(), e);
    }
  }

  static void requireDurable(Connection connection) throws SQLException {
    for (String setting : DURABLE) {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SHOW " + setting)) {
        result.next();
        if (!result.getString(1).equals("on")) {
          throw new UserError(
              "PostgreSQL runs with %s=%s, which would lose acknowledged data; it must be on."
                  .formatted(setting, result.getString(1)));
        }
      }
    }
  }

  private void ensure(Connection connection, String name) throws SQLException {
    if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
      String password = keys.databasePassword(name);
      execute(connection, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, password));
    }
    if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
      execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, name));
    }
    execute(connection, "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(name));
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
