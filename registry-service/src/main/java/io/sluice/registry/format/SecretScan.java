package io.sluice.registry.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks like a credential. A prompt is copied to many places; a key in it is a leaked
 * key. The finding never repeats the secret.
 */
public final class SecretScan {
  private record Kind(String name, Pattern pattern) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("a private key", Pattern.compile("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")),
          new Kind("an API key", Pattern.compile("\\bsk-[A-Za-z0-9_-]{20,200}")),
          new Kind("an AWS access key", Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b")),
          new Kind("a GitHub token", Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{36,255}")),
          new Kind("a GitHub token", Pattern.compile("\\bgithub_pat_[A-Za-z0-9_]{22,255}")),
          new Kind("a GitLab token", Pattern.compile("\\bglpat-[A-Za-z0-9_-]{20,100}")),
          new Kind("a Slack token", Pattern.compile("\\bxox[abprs]-[A-Za-z0-9-]{10,200}")),
          new Kind("a Google API key", Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}")),
          new Kind(
              "a JSON Web Token",
              Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.")));

  private SecretScan() {}

  public static List<Finding> find(String path, String text) {
    List<Finding> findings = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      for (Kind kind : KINDS) {
        Matcher matcher = kind.pattern().matcher(line);
        if (matcher.find()) {
          findings.add(
              new Finding(
                  path,
                  number,
                  matcher.start() + 1,
                  "secret",
                  "This looks like "
                      + kind.name()
                      + "; remove it, and revoke it if it is real: it has left your machine."));
        }
      }
    }
    return findings;
  }
}
