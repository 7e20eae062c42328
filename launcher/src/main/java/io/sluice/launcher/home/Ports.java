package io.sluice.launcher.home;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Every port of one local platform, counted from one number: the services at {@code base}, {@code
 * base + 1} and {@code base + 2}, their management 1,000 above, PostgreSQL 2,648 below.
 */
public record Ports(int base) {
  /** Environment variable that moves all ports. */
  public static final String VARIABLE = "SLUICE_PORT_BASE";

  public static final int DEFAULT_BASE = 8081;

  private static final int MANAGEMENT_ABOVE = 1000;
  private static final int POSTGRES_BELOW = DEFAULT_BASE - 5433;
  private static final int MIN_BASE = 1024 + POSTGRES_BELOW;
  private static final int MAX_BASE = 65535 - MANAGEMENT_ABOVE - 2;
  private static final String FILE = "port-base";

  public Ports {
    if (base < MIN_BASE || base > MAX_BASE) {
      throw new UserError(
          "%s must be between %d and %d, not %d.".formatted(VARIABLE, MIN_BASE, MAX_BASE, base));
    }
  }

  /** What the environment asks for, else what the running platform uses, else the default. */
  public static Ports of(Map<String, String> environment, SluiceHome home) {
    return asked(environment).or(() -> recorded(home)).orElseGet(() -> new Ports(DEFAULT_BASE));
  }

  private static Optional<Ports> asked(Map<String, String> environment) {
    String asked = environment.getOrDefault(VARIABLE, "").strip();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (!asked.matches("\\d{1,5}")) {
      throw new UserError("%s must be a port number, not '%s'.".formatted(VARIABLE, asked));
    }
    return Optional.of(new Ports(Integer.parseInt(asked)));
  }

  /** The ports of the platform that runs in this home, as {@link #record} left them. */
  public static Optional<Ports> recorded(SluiceHome home) {
    try {
      String text = Files.readString(file(home)).strip();
      return text.matches("\\d{1,5}")
          ? Optional.of(new Ports(Integer.parseInt(text)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Remembers these ports, so that later commands find the platform without being told. */
  public void record(SluiceHome home) {
    try {
      Files.writeString(file(home), Integer.toString(base));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void forget(SluiceHome home) {
    try {
      Files.deleteIfExists(file(home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(SluiceHome home) {
    return home.run().resolve(FILE);
  }

  public int http(int index) {
    return base + index;
  }

  public int management(int index) {
    return base + MANAGEMENT_ABOVE + index;
  }

  public int postgres() {
    return base - POSTGRES_BELOW;
  }

  /**
   * Fails with a message for people when something already listens on a port.
   *
   * @param purpose what the port is wanted for
   */
  public static void requireFree(int port, String purpose) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    } catch (BindException e) {
      throw new UserError(
          """
          Port %d, wanted for %s, is taken by another process.
          Free it, or move the whole platform, for example: %s=18081 ./sluice up"""
              .formatted(port, purpose, VARIABLE),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
