package io.sluice.registry.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.attestation.SignedApproval;
import io.sluice.kit.jws.BadSignatureException;
import io.sluice.registry.format.EnvironmentFile;
import io.sluice.registry.format.RepositoryPath;
import io.sluice.registry.git.ChangedFile;
import io.sluice.registry.git.CommitInfo;
import io.sluice.registry.git.MainWalk;
import io.sluice.registry.index.CommitReader;
import io.sluice.registry.proof.Claim.ChangedBlob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jwk.JsonWebKeySet;

/** Checks that a commit on main is what its attestation says, and that it may say so. */
final class CommitProof {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CommitReader contents;
  private final MainWalk walk;
  private final JsonWebKeySet keys;

  CommitProof(CommitReader contents, MainWalk walk, JsonWebKeySet keys) {
    this.contents = contents;
    this.walk = walk;
    this.keys = keys;
  }

  /** The claim of a commit's attestation if its signature holds; the check says what was found. */
  Optional<Claim> claim(CommitInfo commit, List<Check> checks) throws IOException {
    Optional<String> attestation = walk.attestation(commit.id());
    if (attestation.isEmpty()) {
      checks.add(
          new Check(
              "signature",
              false,
              "commit %s has no attestation (were refs/notes/attestations fetched?)"
                  .formatted(commit.id())));
      return Optional.empty();
    }
    try {
      SignedApproval signed = SignedApproval.verify(keys, attestation.get());
      Claim claim = JSON.readValue(signed.approval(), Claim.class);
      checks.add(
          new Check(
              "signature",
              true,
              "change %d, signed by the trusted key %s".formatted(claim.change(), signed.keyId())));
      return Optional.of(claim);
    } catch (BadSignatureException e) {
      checks.add(new Check("signature", false, e.getMessage() + " (commit " + commit.id() + ")"));
    } catch (JsonProcessingException e) {
      checks.add(new Check("signature", false, "its attestation cannot be read"));
    }
    return Optional.empty();
  }

  /** What a signed claim must agree with. */
  List<Check> agreement(CommitInfo commit, Claim claim) throws IOException {
    List<Check> checks = new ArrayList<>();
    Set<String> changes = Set.copyOf(commit.trailer(CommitReader.CHANGE));
    Set<String> named = new TreeSet<>(commit.trailer(CommitReader.APPROVED_BY));
    checks.add(
        Check.of(
            "same-change",
            changes.equals(Set.of(String.valueOf(claim.change())))
                && named.equals(claim.approvers()),
            "commit and attestation name the same change and the same approvers",
            "the commit says change %s approved by %s, the attestation change %d by %s"
                .formatted(changes, named, claim.change(), claim.approvers())));
    checks.add(fourEyes(claim));
    List<String> differences = differences(commit, claim);
    checks.add(
        Check.of(
            "files",
            differences.isEmpty(),
            "every file of the commit is the blob that was approved, and no other changed",
            String.join("; ", differences)));
    return checks;
  }

  private static Check fourEyes(Claim claim) {
    Set<String> own = new TreeSet<>(claim.approvers());
    own.retainAll(claim.hands());
    return Check.of(
        "four-eyes",
        own.isEmpty() && (!claim.approvers().isEmpty() || claim.breakGlass() != null),
        "%s, written by %s".formatted(claim.answerable(), claim.hands()),
        claim.approvers().isEmpty()
            ? "nobody approved it"
            : own + " approved what they had a hand in");
  }

  private List<String> differences(CommitInfo commit, Claim claim) throws IOException {
    Map<String, Claim.Promotion> promoted = new HashMap<>();
    for (Claim.Promotion p : claim.promotions()) {
      promoted.put(
          new RepositoryPath.Environment(
                  String.valueOf(p.environment()), String.valueOf(p.prompt()))
              .path(),
          p);
    }
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, Claim.Promotion> entry : promoted.entrySet()) {
      Claim.Promotion p = entry.getValue();
      EnvironmentFile file =
          contents
              .environmentFile(
                  commit.id(), String.valueOf(p.environment()), String.valueOf(p.prompt()))
              .orElse(null);
      if (file == null
          || !Integer.valueOf(p.version()).equals(file.version())
          || !String.valueOf(p.digest()).equals(file.digest())) {
        differences.add(entry.getKey() + " does not run what was approved for it");
      }
    }
    Set<String> approved = new TreeSet<>(promoted.keySet());
    for (ChangedBlob file : claim.files()) {
      approved.add(file.path());
      // The merge fills number and digest into the files of promotions: those are checked above.
      if (!promoted.containsKey(file.path())
          && !walk.blobAt(commit.id(), file.path()).equals(Optional.ofNullable(file.blob()))) {
        differences.add(file.path() + " is not the blob that was approved");
      }
    }
    for (ChangedFile file : walk.changedFiles(commit.parent(), commit.id())) {
      if (!approved.contains(file.path())) {
        differences.add(file.path() + " changed, and nobody approved that");
      }
    }
    return differences;
  }
}
