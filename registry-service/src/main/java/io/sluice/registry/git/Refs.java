package io.sluice.registry.git;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** Moves refs by compare-and-swap. */
final class Refs {
  private Refs() {}

  /**
   * Moves a ref if it still is where the caller saw it.
   *
   * @param expected zero id for a ref that must not exist yet
   * @return false when somebody else moved it first
   * @throws IOException when the ref could not be written for another reason
   */
  static boolean compareAndSet(
      Repository repository, String ref, ObjectId expected, ObjectId next, String why)
      throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setExpectedOldObjectId(expected);
    update.setNewObjectId(next);
    update.setForceUpdate(true);
    update.setRefLogMessage(why, false);
    return moved(update.update(), ref);
  }

  /** Deletes a ref if it still is where the caller saw it; false when it is not. */
  static boolean delete(Repository repository, String ref, ObjectId expected) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setExpectedOldObjectId(expected);
    update.setForceUpdate(true);
    return moved(update.delete(), ref);
  }

  /** Puts a ref of the service's own bookkeeping somewhere; null removes it. */
  static void set(Repository repository, String ref, @Nullable ObjectId next) throws IOException {
    Ref now = repository.exactRef(ref);
    ObjectId before = now == null ? ObjectId.zeroId() : now.getObjectId();
    if (next == null ? now == null : next.equals(before)) {
      return;
    }
    boolean done =
        next == null
            ? delete(repository, ref, before)
            : compareAndSet(repository, ref, before, next, "remote");
    if (!done) {
      throw new IOException("Ref " + ref + " was moved by somebody else");
    }
  }

  private static boolean moved(RefUpdate.Result result, String ref) throws IOException {
    return switch (result) {
      case NEW, FAST_FORWARD, FORCED, NO_CHANGE, RENAMED -> true;
      case LOCK_FAILURE,
          REJECTED,
          REJECTED_MISSING_OBJECT,
          REJECTED_CURRENT_BRANCH,
          REJECTED_OTHER_REASON,
          NOT_ATTEMPTED ->
          false;
      case IO_FAILURE -> throw new IOException("Ref " + ref + " could not be written");
    };
  }
}
