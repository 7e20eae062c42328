package io.sluice.registry.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/** Writes commits whose id is a function of the arguments alone. */
final class Commits {
  private static final String MAIL_DOMAIN = "@sluice.invalid";

  private Commits() {}

  /** Stores a commit; the same arguments always make the same commit. */
  static ObjectId write(
      Repository repository,
      ObjectId tree,
      List<ObjectId> parents,
      String message,
      String author,
      Instant at)
      throws IOException {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setAuthor(person(author, at));
    commit.setCommitter(person(GitRepository.SERVICE_NAME, at));
    commit.setEncoding(StandardCharsets.UTF_8);
    commit.setMessage(message);
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  /** A person known by a token's subject only; the address says that it is none. */
  static PersonIdent person(String subject, Instant at) {
    String mail = subject.contains("@") ? subject : subject + MAIL_DOMAIN;
    return new PersonIdent(subject, mail, at, ZoneOffset.UTC);
  }
}
