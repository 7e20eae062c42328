package io.sluice.launcher.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
  @TempDir private Path folder;
  private SluiceHome home;

  @BeforeEach
  void makeHome() {
    home = new SluiceHome(folder);
    home.make(home.run());
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    Ports ports = Ports.of(Map.of(), home);
    assertEquals(8081, ports.http(0));
    assertEquals(8083, ports.http(2));
    assertEquals(9083, ports.management(2));
    assertEquals(5433, ports.postgres());
  }

  @Test
  void oneNumberMovesThemAll() {
    Ports ports = Ports.of(Map.of("SLUICE_PORT_BASE", "18081"), home);
    assertEquals(18082, ports.http(1));
    assertEquals(19082, ports.management(1));
    assertEquals(15433, ports.postgres());
  }

  @Test
  void laterCommandsFindThePlatformWithoutBeingTold() {
    new Ports(18081).record(home);
    assertEquals(18081, Ports.of(Map.of(), home).base());
    assertEquals(28081, Ports.of(Map.of("SLUICE_PORT_BASE", "28081"), home).base());
    Ports.forget(home);
    assertEquals(8081, Ports.of(Map.of(), home).base());
  }

  @Test
  void aDamagedRecordCountsAsNone() throws Exception {
    Files.writeString(home.run().resolve("port-base"), "80x");
    assertEquals(8081, Ports.of(Map.of(), home).base());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000", "64534", "99999", "eighty", "-1", "123456789"})
  void aBaseThatLeavesNoRoomIsRefused(String base) {
    UserError refusal =
        assertThrows(UserError.class, () -> Ports.of(Map.of("SLUICE_PORT_BASE", base), home));
    assertTrue(refusal.getMessage().contains("SLUICE_PORT_BASE"), refusal.getMessage());
  }

  @Test
  void anOccupiedPortIsNamedTogetherWithTheWayOut() throws Exception {
    try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = occupied.getLocalPort();
      UserError refusal =
          assertThrows(UserError.class, () -> Ports.requireFree(port, "the registry-service"));
      assertTrue(refusal.getMessage().contains("Port " + port), refusal.getMessage());
      assertTrue(refusal.getMessage().contains("SLUICE_PORT_BASE="), refusal.getMessage());
    }
  }

  @Test
  void aPortThatIsTakenOnAllAddressesCountsAsOccupied() throws Exception {
    try (ServerSocket occupied = new ServerSocket(0)) {
      int port = occupied.getLocalPort();
      assertThrows(UserError.class, () -> Ports.requireFree(port, "the registry-service"));
    }
  }

  @Test
  void onlyOneCommandAtATimeHoldsTheLock() {
    PlatformLock first = PlatformLock.take(home);
    UserError refusal = assertThrows(UserError.class, () -> PlatformLock.take(home));
    String pid = Long.toString(ProcessHandle.current().pid());
    assertTrue(refusal.getMessage().contains("process " + pid), refusal.getMessage());
    first.close();
    PlatformLock.take(home).close();
  }

  @Test
  void theHomeIsInTheProjectUnlessMoved() {
    assertEquals(folder.resolve(".sluice"), SluiceHome.of(Map.of(), folder).root());
    assertEquals(
        Path.of("/var/lib/sluice"),
        SluiceHome.of(Map.of("SLUICE_HOME", "/var/lib/sluice"), folder).root());
  }
}
