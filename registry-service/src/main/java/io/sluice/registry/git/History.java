package io.sluice.registry.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** How commits of a repository stand to each other. */
final class History implements MainState.Ancestry {
  private final Repository repository;

  History(Repository repository) {
    this.repository = repository;
  }

  @Override
  public boolean contains(String descendant, String ancestor) {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.isMergedInto(
          walk.parseCommit(ObjectId.fromString(ancestor)),
          walk.parseCommit(ObjectId.fromString(descendant)));
    } catch (MissingObjectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean related(String one, String other) {
    try {
      return base(ObjectId.fromString(one), ObjectId.fromString(other)).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<ObjectId> base(ObjectId one, ObjectId other) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(one));
      walk.markStart(walk.parseCommit(other));
      return Optional.ofNullable(walk.next()).map(RevCommit::getId);
    }
  }

  Optional<String> firstParent(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = walk.parseCommit(commit);
      return parsed.getParentCount() == 0
          ? Optional.empty()
          : Optional.of(parsed.getParent(0).name());
    }
  }

  boolean has(ObjectId commit) throws IOException {
    return repository.getObjectDatabase().has(commit);
  }
}
