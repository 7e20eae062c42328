package io.sluice.review.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Checks an export without a service: {@code java -cp … AuditFileMain <export> <JWKS>}. Exit code 0
 * when it is whole, 1 when it is not, 2 when that could not be found out.
 */
public final class AuditFileMain {
  private static final int BROKEN = 1;
  private static final int NOT_CHECKED = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditFileMain() {}

  public static void main(String[] arguments) {
    System.exit(run(Path.of(arguments[0]), Path.of(arguments[1]), System.out));
  }

  static int run(Path export, Path keys, PrintStream out) {
    try (BufferedReader lines = Files.newBufferedReader(export)) {
      AuditCheck check = AuditCheck.fromTheBeginning(new JsonWebKeySet(Files.readString(keys)));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<String> wrong = check.next(JSON.readValue(line, AuditLink.class));
        if (wrong.isPresent()) {
          out.println("NOT INTACT: " + wrong.get() + ".");
          return BROKEN;
        }
      }
      out.printf("INTACT: %d entries; the last has the hash %s.%n", check.sequence(), check.head());
      return 0;
    } catch (IOException | JoseException e) {
      out.println("Could not be checked: " + e.getMessage());
      return NOT_CHECKED;
    }
  }
}
