package io.sluice.registry.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.registry.format.VersionContent;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.GitReader;
import io.sluice.registry.git.MainWalk;
import io.sluice.registry.index.CommitReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jose4j.jwk.JsonWebKeySet;
import org.jspecify.annotations.Nullable;

/** Proves a version from a repository and the keys that are trusted. */
public final class VersionProof {
  /** Fields of an entry that an app is served as they are. */
  private static final List<String> SERVED =
      List.of("model", "modelParameters", "messages", "inputs", "outputSchema");

  private final GitReader git;
  private final JsonWebKeySet keys;

  public VersionProof(GitReader git, JsonWebKeySet keys) {
    this.git = git;
    this.keys = keys;
  }

  /**
   * Checks a version.
   *
   * @param served what an app was answered, or null
   * @param environment where it must have been promoted to, or null
   */
  public Proof prove(
      String prompt, int number, @Nullable JsonNode served, @Nullable String environment)
      throws IOException {
    String name = prompt + "@" + number;
    try (MainWalk walk = git.walk()) {
      List<Check> checks = new ArrayList<>();
      List<CommitInfo> merges = merges(walk);
      List<Made> made = new ArrayList<>();
      for (CommitInfo commit : merges) {
        commit.trailer(CommitReader.PROMPT_VERSION).stream()
            .filter(trailer -> trailer.startsWith(name + " "))
            .forEach(trailer -> made.add(new Made(commit, trailer.substring(name.length() + 1))));
      }
      checks.add(onMain(made, name));
      if (made.size() != 1) {
        return Proof.of(name, checks, "");
      }
      Made only = made.getFirst();
      CommitReader contents = new CommitReader(git);
      Optional<VersionContent> content = contents.version(only.commit().id(), prompt);
      checks.add(content(only, content));
      CommitProof proof = new CommitProof(contents, walk, keys);
      Optional<Claim> claim = proof.claim(only.commit(), checks);
      if (claim.isPresent()) {
        checks.add(names(claim.get(), prompt, number, only.digest()));
        checks.addAll(proof.agreement(only.commit(), claim.get()));
      }
      Map<String, String> promotions =
          promotions(proof, merges, new Claim.Version(prompt, number, only.digest()));
      checks.addAll(promoted(promotions, environment));
      if (served != null) {
        checks.add(served(served, only.digest(), content));
      }
      return Proof.of(name, checks, approved(name, only, claim.orElse(null)));
    }
  }

  /** A commit that says it made the version. */
  private record Made(CommitInfo commit, String digest) {}

  private List<CommitInfo> merges(MainWalk walk) throws IOException {
    List<CommitInfo> merges = new ArrayList<>();
    for (String id : git.firstParents(null, git.mainHead()).orElse(List.of())) {
      CommitInfo commit = walk.commit(id);
      if (!commit.trailers().isEmpty()) {
        merges.add(commit);
      }
    }
    return merges;
  }

  private static Check onMain(List<Made> made, String name) {
    return Check.of(
        "on-main",
        made.size() == 1,
        made.isEmpty()
            ? ""
            : "commit %s, %s: %s"
                .formatted(
                    made.getFirst().commit().id(),
                    made.getFirst().commit().at(),
                    made.getFirst().commit().subject()),
        made.isEmpty()
            ? "no commit of main says that it made " + name
            : made.size() + " commits of main say that they made " + name);
  }

  private static Check content(Made made, Optional<VersionContent> content) {
    String digest = content.map(VersionContent::digest).orElse("no digest: they cannot be read");
    return Check.of(
        "content",
        digest.equals(made.digest()),
        "the files of the commit have the digest " + made.digest(),
        "the commit says " + made.digest() + ", its files have " + digest);
  }

  private static Check names(Claim claim, String prompt, int number, String digest) {
    return Check.of(
        "names-version",
        claim.versions().contains(new Claim.Version(prompt, number, digest)),
        "the attestation names this version with this digest",
        "the attestation is about something else: " + claim.versions());
  }

  /** Environments that the version was promoted to, each with what vouches for it. */
  private Map<String, String> promotions(
      CommitProof proof, List<CommitInfo> merges, Claim.Version version) throws IOException {
    Map<String, String> promotions = new TreeMap<>();
    for (CommitInfo commit : merges) {
      if (commit.trailer(CommitReader.CHANGE).isEmpty()) {
        continue;
      }
      Optional<Claim> claim = proof.claim(commit, new ArrayList<>());
      if (claim.isEmpty()) {
        continue;
      }
      for (Claim.Promotion p : claim.get().promotions()) {
        Claim.Version promoted = new Claim.Version(p.prompt(), p.version(), p.digest());
        if (promoted.equals(version)
            && proof.agreement(commit, claim.get()).stream().allMatch(Check::holds)) {
          promotions.put(
              String.valueOf(p.environment()),
              "change %d, %s".formatted(claim.get().change(), claim.get().answerable()));
        }
      }
    }
    return promotions;
  }

  private static List<Check> promoted(Map<String, String> promotions, @Nullable String wanted) {
    List<Check> checks = new ArrayList<>();
    promotions.forEach((at, by) -> checks.add(new Check("promoted", true, at + ": " + by)));
    if (wanted != null && !promotions.containsKey(wanted)) {
      checks.add(new Check("promoted", false, "nobody approved it for " + wanted));
    }
    return checks;
  }

  private static Check served(JsonNode served, String digest, Optional<VersionContent> content) {
    TreeSet<String> wrong = new TreeSet<>();
    if (!digest.equals(served.path("digest").textValue())) {
      wrong.add("digest");
    }
    for (String field : SERVED) {
      JsonNode approved = content.map(c -> c.prompt().path(field)).orElse(null);
      if (served.has(field) && !served.path(field).equals(approved)) {
        wrong.add(field);
      }
    }
    return Check.of(
        "served",
        wrong.isEmpty(),
        "what the app was served is this content",
        "what the app was served differs from what was approved in " + wrong);
  }

  private static String approved(String name, Made made, @Nullable Claim claim) {
    if (claim == null) {
      return "";
    }
    return claim.breakGlass() == null
        ? "%s approved %s with digest %s in change %d"
            .formatted(String.join(", ", claim.approvers()), name, made.digest(), claim.change())
        : "%s with digest %s landed in change %d %s"
            .formatted(name, made.digest(), claim.change(), claim.answerable());
  }
}
