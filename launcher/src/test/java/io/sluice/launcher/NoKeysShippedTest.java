package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.launcher.platform.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** A key that is shipped is a key that everybody has. */
class NoKeysShippedTest {
  private static final Path PROJECT = Path.of(System.getProperty("sluice.project"));

  /** The content of a PEM or JWK private key; code that only names the header is none. */
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/=]{32}"
              + "|\"d\"\\s*:\\s*\"[A-Za-z0-9_-]{40,}\"");

  @Test
  void noJarOfOursHasAPrivateKey() throws IOException {
    List<String> found = new ArrayList<>();
    int jars = 0;
    for (Service service : Service.all()) {
      Path application = service.jar(PROJECT).getParent();
      try (Stream<Path> files = Files.walk(application)) {
        for (Path jar : files.filter(NoKeysShippedTest::isOurs).toList()) {
          jars++;
          collectKeys(jar, found);
        }
      }
    }
    assertFalse(jars < 6, "each service has its own jar and the kit's; found " + jars);
    assertEquals(List.of(), found);
  }

  @Test
  void noFileInGitHasAPrivateKey() throws Exception {
    Process git = new ProcessBuilder("git", "ls-files", "-z").directory(PROJECT.toFile()).start();
    String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, git.waitFor());
    List<String> found = new ArrayList<>();
    for (String name : listed.split("\0")) {
      Path file = PROJECT.resolve(name);
      if (Files.isRegularFile(file) && holdsKey(Files.readAllBytes(file))) {
        found.add(name);
      }
    }
    assertEquals(List.of(), found);
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar")
        && (file.getParent().endsWith("app") || name.startsWith("io.sluice"));
  }

  private static void collectKeys(Path jar, List<String> found) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          if (holdsKey(in.readAllBytes())) {
            found.add(jar.getFileName() + "!" + entry.getName());
          }
        }
      }
    }
  }

  private static boolean holdsKey(byte[] content) {
    return PRIVATE_KEY.matcher(new String(content, StandardCharsets.ISO_8859_1)).find();
  }
}
