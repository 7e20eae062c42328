package io.sluice.launcher.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.UserError;
import io.sluice.launcher.home.SluiceHome;
import io.sluice.launcher.keys.PlatformKeys;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against one real server, as it is started for people; a test may stop or kill it. */
class PostgresServerTest {
  @TempDir private static Path folder;
  private static SluiceHome home;
  private static PlatformKeys keys;
  private static PostgresServer server;
  private static int port;

  @BeforeAll
  static void makeHome() throws Exception {
    home = new SluiceHome(folder.resolve("home"));
    keys = PlatformKeys.all(home);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server = new PostgresServer(home, port);
  }

  @BeforeEach
  void start() {
    if (server.find().isEmpty()) {
      server.start(keys);
      databases().ensure(List.of("registry", "review"));
    }
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void keepsWhatItAcknowledgesAndStopsInOrder() throws Exception {
    assertEquals("on", show("fsync"));
    assertEquals("on", show("synchronous_commit"));
    assertEquals("on", show("full_page_writes"));
    assertEquals("127.0.0.1", show("listen_addresses"));
    assertTrue(server.isReady());
    assertTrue(server.stop());
    assertTrue(server.find().isEmpty());
    assertTrue(Files.readString(server.log()).contains("database system is shut down"));
  }

  @Test
  void dataSurvivesAKillAndAStalePostmasterFile() throws Exception {
    execute("registry", "CREATE TABLE kept (n int)");
    execute("registry", "INSERT INTO kept VALUES (42)");
    server.find().orElseThrow().destroyForcibly();
    while (server.find().isPresent()) {
      Thread.sleep(10);
    }
    Path postmaster = home.postgres().resolve("data/postmaster.pid");
    String stale = Files.readString(postmaster);
    String self = Long.toString(ProcessHandle.current().pid());
    Files.writeString(postmaster, stale.replaceFirst("\\d+", self));

    server.start(keys);

    assertEquals("42", query("registry", "registry", "SELECT n FROM kept"));
  }

  @Test
  void eachServiceEntersItsOwnDatabaseOnly() throws Exception {
    assertEquals("review", query("review", "review", "SELECT current_user"));
    SQLException refusal =
        assertThrows(SQLException.class, () -> query("registry", "review", "SELECT 1"));
    assertEquals("42501", refusal.getSQLState());
  }

  @Test
  void makingTheDatabasesAgainChangesNothing() throws Exception {
    execute("registry", "CREATE TABLE made_before (n int)");
    databases().ensure(List.of("registry", "review"));
    assertEquals("0", query("registry", "registry", "SELECT count(*) FROM made_before"));
  }

  @Test
  void aServerThatWouldLoseDataIsRefused() throws Exception {
    try (Connection connection = connect("registry", "registry")) {
      connection.createStatement().execute("SET synchronous_commit = off");
      UserError refusal =
          assertThrows(UserError.class, () -> ServiceDatabases.requireDurable(connection));
      assertTrue(refusal.getMessage().contains("synchronous_commit=off"), refusal.getMessage());
    }
  }

  @Test
  void keysThatDoNotFitTheDataAreSaidToBeThat() throws Exception {
    PlatformKeys others = PlatformKeys.all(new SluiceHome(folder.resolve("others")));
    UserError refusal =
        assertThrows(
            UserError.class, () -> new ServiceDatabases(port, others).ensure(List.of("registry")));
    assertTrue(refusal.getMessage().contains("keys"), refusal.getMessage());
  }

  private static ServiceDatabases databases() {
    return new ServiceDatabases(port, keys);
  }

  private String show(String setting) throws SQLException {
    return query("registry", "registry", "SHOW " + setting);
  }

  private String query(String database, String user, String sql) throws SQLException {
    try (Connection connection = connect(database, user);
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database, database)) {
      connection.createStatement().execute(sql);
    }
  }

  private Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:" + ServiceDatabases.address(port, database), user, keys.databasePassword(user));
  }
}
