package io.sluice.registry.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.registry.git.GitReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The check as a program of its own, without a service: {@code java -cp … VerifyMain
 * repository=<folder> keys=<JWKS> prompt=<id> version=<n> [served=<file>] [environment=<name>]
 * [json=true]}. Exit code 0 when the version is proven, 1 when it is not, 2 when that could not be
 * found out.
 */
public final class VerifyMain {
  private static final int NOT_VERIFIED = 1;
  private static final int NOT_CHECKED = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private VerifyMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Map<String, String> named = new java.util.HashMap<>();
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      named.put(argument.substring(0, Math.max(at, 0)), argument.substring(at + 1));
    }
    try {
      Proof proof = prove(named);
      print(proof, named.containsKey("json"), out);
      return proof.verified() ? 0 : NOT_VERIFIED;
    } catch (IOException | JoseException | RuntimeException e) {
      err.println("Could not be checked: " + e.getMessage());
      return NOT_CHECKED;
    }
  }

  private static Proof prove(Map<String, String> named) throws IOException, JoseException {
    JsonWebKeySet keys = new JsonWebKeySet(Files.readString(Path.of(required(named, "keys"))));
    GitReader git = GitReader.ofFolder(Path.of(required(named, "repository")));
    String file = named.get("served");
    @Nullable JsonNode served = file == null ? null : JSON.readTree(Path.of(file).toFile());
    return new VersionProof(git, keys)
        .prove(
            required(named, "prompt"),
            Integer.parseInt(required(named, "version")),
            served,
            named.get("environment"));
  }

  private static String required(Map<String, String> named, String name) {
    String value = named.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "=' is missing");
    }
    return value;
  }

  private static void print(Proof proof, boolean json, PrintStream out) throws IOException {
    if (json) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(proof));
      return;
    }
    for (Check check : proof.checks()) {
      out.printf("%-5s %-14s %s%n", check.holds() ? "ok" : "FAIL", check.name(), check.detail());
    }
    out.printf("%n%s: %s.%n", proof.verified() ? "VERIFIED" : "NOT VERIFIED", proof.verdict());
  }
}
