package io.sluice.registry.difference;

import io.sluice.registry.format.FileFormat;
import io.sluice.registry.format.RepositoryPath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The price table in force: the configured file's, else the one that is shipped. */
@ApplicationScoped
public class Prices {
  private static final String SHIPPED = "/prices.yaml";

  private final PriceTable table;

  /**
   * @throws IllegalStateException when the file is no price table; the service does not start then
   */
  @Inject
  public Prices(@ConfigProperty(name = "sluice.prices.file") Optional<Path> file) {
    this.table = file.map(Prices::read).orElseGet(Prices::shipped);
  }

  /** What models cost. */
  public PriceTable table() {
    return table;
  }

  private static PriceTable read(Path file) {
    try {
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalStateException("sluice.prices.file cannot be read: " + file, e);
    }
  }

  private static PriceTable shipped() {
    try (InputStream in = Prices.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException(SHIPPED + " is not in the jar");
      }
      return parse(SHIPPED, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(SHIPPED + " cannot be read", e);
    }
  }

  private static PriceTable parse(String name, byte[] text) {
    try {
      // YAML as strict as the repository's own files; JSON is YAML too.
      return PriceTable.of(
          FileFormat.read(new RepositoryPath.Policy(), text)
              .orElseThrow(() -> new IllegalArgumentException("It is not plain YAML or JSON.")));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "sluice.prices.file: " + name + " is no price table. " + e.getMessage(), e);
    }
  }
}
